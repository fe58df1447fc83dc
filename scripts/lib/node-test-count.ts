import type { TestEvent } from 'node:test/reporters'

/**
 * What test files came to, each run as a suite of its own. `empty`: files in which there is no test; `notes`: what tests
 * reported by `t.diagnostic`.
 */
export type Count = {
  passed: number
  failed: number
  skipped: number
  empty: string[]
  notes: string[]
}

/** A count before anything has run. */
export const noCount = (): Count => ({ passed: 0, failed: 0, skipped: 0, empty: [], notes: [] })

/** Several counts as one. */
export const sumOf = (counts: Count[]): Count =>
  counts.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
      empty: [...sum.empty, ...one.empty],
      notes: [...sum.notes, ...one.notes],
    }),
    noCount(),
  )

/** A reporter for `node:test` that writes the `Count` so far, one line of JSON an event: a run that is cut off has it too. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const count = noCount()
  let before = 0
  for await (const event of events) {
    if (!add(count, event)) continue
    const tests = count.passed + count.failed + count.skipped
    if (isEndOfFile(event)) {
      if (event.type === 'test:pass' && tests === before) count.empty.push(event.data.name)
      before = tests
    }
    yield `${JSON.stringify(count)}\n`
  }
}

/** Counts an event; false when it changes nothing. */
function add(count: Count, event: TestEvent): boolean {
  switch (event.type) {
    case 'test:diagnostic':
      // What the runner itself remarks at the end is of no file.
      return event.data.nesting > 0 && count.notes.push(event.data.message) > 0
    case 'test:pass':
    case 'test:fail':
      return addOutcome(count, event)
    default:
      return false
  }
}

type Outcome = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>

function addOutcome(count: Count, { type, data }: Outcome): boolean {
  if (data.details.type === 'suite') {
    // A hook of the suite may have failed, or its file may not have been read to its end.
    if (type === 'test:fail' && !isOfItsTests(data.details.error)) count.failed++
    // One that is left out as a whole tells of none of its tests.
    if (data.skip !== undefined) count.skipped++
  } else if (data.skip !== undefined || data.todo !== undefined) count.skipped++
  else if (type === 'test:fail') count.failed++
  else count.passed++
  return true
}

const isOfItsTests = (error: Error): boolean => 'failureType' in error && error.failureType === 'subtestsFailed'

const isEndOfFile = (event: TestEvent): event is Outcome =>
  (event.type === 'test:pass' || event.type === 'test:fail') &&
  event.data.nesting === 0 &&
  event.data.details.type === 'suite'
