import type { TestEvent } from 'node:test/reporters'

/** What a run of `node --test` came to. `empty`: test files in which there is no test; `notes`: what tests reported by `t.diagnostic`. */
export type Count = { passed: number; failed: number; skipped: number; empty: string[]; notes: string[] }

/** A reporter for `node --test` that writes one JSON object, a `Count`, when the run has ended. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const count: Count = { passed: 0, failed: 0, skipped: 0, empty: [], notes: [] }
  for await (const event of events) {
    // What the runner itself remarks at the end is of no file.
    if (event.type === 'test:diagnostic' && event.data.file) count.notes.push(event.data.message)
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { name, file, details, skip, todo } = event.data
    if (details.type === 'suite') continue
    if (skip !== undefined || todo !== undefined) count.skipped++
    else if (event.type === 'test:fail') count.failed++
    // A file in which there is no test is reported as a test of the file's name that passed.
    else if (name === file) count.empty.push(name)
    else count.passed++
  }
  yield JSON.stringify(count)
}
