import type { TestEvent } from 'node:test/reporters'

/**
 * What a run of `node --test` came to. `empty`: test files in which there is no test; `running`: those that have begun
 * and not ended; `notes`: what tests reported by `t.diagnostic`.
 */
export type Count = {
  passed: number
  failed: number
  skipped: number
  empty: string[]
  running: string[]
  notes: string[]
}

/** A count before anything has run. */
export const noCount = (): Count => ({ passed: 0, failed: 0, skipped: 0, empty: [], running: [], notes: [] })

/** A reporter for `node --test` that writes the `Count` so far, one line of JSON an event: a run that is cut off has it too. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const count = noCount()
  for await (const event of events) if (add(count, event)) yield `${JSON.stringify(count)}\n`
}

/** Counts an event; false when it changes nothing. A file is an event too, named by its path. */
function add(count: Count, event: TestEvent): boolean {
  switch (event.type) {
    case 'test:dequeue':
      return isFile(event.data) && count.running.push(event.data.name) > 0
    case 'test:complete':
      count.running = count.running.filter((file) => file !== event.data.name)
      return isFile(event.data)
    case 'test:diagnostic':
      // What the runner itself remarks at the end is of no file.
      return event.data.file !== undefined && count.notes.push(event.data.message) > 0
    case 'test:pass':
    case 'test:fail':
      return event.data.details.type !== 'suite' && addOutcome(count, event)
    default:
      return false
  }
}

function addOutcome(count: Count, { type, data }: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>): true {
  if (data.skip !== undefined || data.todo !== undefined) count.skipped++
  else if (type === 'test:fail') count.failed++
  // A file in which there is no test is reported as one that passed.
  else if (isFile(data)) count.empty.push(data.name)
  else count.passed++
  return true
}

const isFile = ({ name, file }: { name: string; file?: string | undefined }): boolean => name === file
