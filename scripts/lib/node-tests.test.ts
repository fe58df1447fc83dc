import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { TestEvent } from 'node:test/reporters'
import { nodeTests } from './gate-tests.ts'
import count, { noCount } from './node-test-count.ts'
import { lastCount, runTestFiles } from './node-tests.ts'

const PASSES = "test('it passes', () => {})"

/** Test files with the code given, in this order. */
function written(t: TestContext, files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-test-files-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return Object.entries(files).map(([name, code]) => {
    const path = join(folder, `${name}.test.ts`)
    writeFileSync(
      path,
      `import assert from 'node:assert'\nimport { after, before, beforeEach, test } from 'node:test'\n${code}\n`,
    )
    return path
  })
}

const run = (files: string[], { atOnce = 1, limitSeconds = 60, env = {} } = {}) =>
  runTestFiles(files, { PATH: process.env.PATH, ...env }, { atOnce, limitSeconds })
const verdictOn = (files: string[]) => nodeTests(files, { PATH: process.env.PATH }, { atOnce: 1, limitSeconds: 60 })

test('the tests of all files are counted, in one process as in several, and each file is run once', async (t) => {
  const files = written(t, { a: PASSES, b: `${PASSES}\ntest('later', { skip: true }, () => {})`, c: PASSES, d: PASSES })
  for (const atOnce of [1, 3]) {
    const { ended, count, unended, unbegun } = await run(files, { atOnce })
    assert.deepEqual([ended.code, unended, unbegun], [0, [], []], ended.output)
    assert.deepEqual(count, { ...noCount(), passed: 4, skipped: 1 })
  }
})

test('what a file does before and after its tests is done for its own tests alone, and as it would be by itself', async (t) => {
  const hooks = (name: string) => `
    globalThis.done ??= []
    before(() => done.push('before ${name}'))
    beforeEach(() => done.push('each ${name}'))
    after(() => done.push('after ${name}'))
    await new Promise((done) => setTimeout(done, 5))
    test('it', () => assert.ok(later))
    const later = true`
  const told =
    "test('it', () => assert.deepEqual(done, ['a', 'b'].flatMap((n) => [`before ${n}`, `each ${n}`, `after ${n}`])))"
  const { ended, count } = await run(written(t, { a: hooks('a'), b: hooks('b'), c: told }))
  assert.deepEqual([ended.code, count.passed], [0, 3], ended.output)
})

test('the environment given is what the tests find', async (t) => {
  const files = written(t, { a: "test('it', () => assert.equal(process.env.DATABASE, 'another'))" })
  assert.equal((await run(files, { env: { DATABASE: 'another' } })).count.passed, 1)
  assert.equal((await run(files)).count.failed, 1)
})

test('a failure is told with its file and its test', async (t) => {
  const files = written(t, { good: PASSES, bad: "test('a hold wins', () => assert.equal(1, 2))" })
  const { passed, failed, output } = await verdictOn(files)
  assert.deepEqual([passed, failed], [1, 1])
  assert.match(output, /test at .*bad\.test\.ts:3:1\n✖ a hold wins/)
  assert.doesNotMatch(output, /good/)
})

const broken: Record<string, { code: string; failed: number; says: RegExp }> = {
  'a file without a test': { code: '', failed: 1, says: /wrong\.test\.ts has no test in it/ },
  'a file that cannot be read': { code: 'const = 1', failed: 1, says: /SyntaxError/ },
  'a file that throws after its tests': { code: `${PASSES}\nthrow new Error('Alas')`, failed: 2, says: /Alas/ },
  'a hook that fails before all tests': {
    code: `before(() => { throw new Error('Alas') })\n${PASSES}`,
    failed: 2,
    says: /Alas/,
  },
  'a hook that fails after all tests': {
    code: `after(() => { throw new Error('Alas') })\n${PASSES}`,
    failed: 1,
    says: /Alas/,
  },
  'a test that goes on after its end': {
    code: "test('it', () => { setTimeout(() => { throw new Error('Alas') }, 5) })\ntest('more', () => new Promise((done) => setTimeout(done, 50)))",
    failed: 1,
    says: /Alas/,
  },
  'a test during which something throws beside it': {
    code: "test('it', () => new Promise((done) => { setTimeout(() => { throw new Error('Alas') }, 5); setTimeout(done, 50) }))",
    failed: 1,
    says: /Alas/,
  },
}

for (const [what, { code, failed, says }] of Object.entries(broken))
  test(`${what} is a failure, and the other files are run`, async (t) => {
    const verdict = await verdictOn(written(t, { first: PASSES, wrong: code, last: PASSES }))
    assert.equal(verdict.failed, failed, verdict.output)
    assert.ok(verdict.passed >= 2)
    assert.match(verdict.output, says)
  })

test('a file that ends its process is named, and so are those that nobody was left to run', async (t) => {
  const { failed, output } = await verdictOn(written(t, { first: PASSES, ends: 'process.exit(0)', last: PASSES }))
  assert.equal(failed, 2)
  assert.match(output, /ends\.test\.ts had not ended\.\n.*last\.test\.ts was not begun\./)
})

test('a test that waits for nothing is named, and so are the files that nobody was left to run', async (t) => {
  const files = written(t, { first: PASSES, waits: "test('a hold waits', () => new Promise(() => {}))", last: PASSES })
  const { failed, output } = await verdictOn(files)
  assert.ok(failed > 0)
  assert.match(output, /✖ a hold waits[\s\S]*last\.test\.ts was not begun/)
})

test('a file that never ends is named when the time is over', async (t) => {
  const files = written(t, { first: PASSES, never: "test('it', () => new Promise(() => setInterval(() => {}, 1000)))" })
  const { ended, count, unended } = await run(files, { limitSeconds: 3 })
  assert.equal(ended.code, null)
  assert.deepEqual([count.passed, unended], [1, [files[1]]])
})

test('what is left out is neither passed nor failed, and what the runner remarks is no note of a test', async () => {
  const event = (type: TestEvent['type'], name: string, more: object = {}) =>
    ({ type, data: { name, nesting: 1, details: { type: 'test' }, ...more } }) as TestEvent
  const file = { nesting: 0, details: { type: 'suite' } }
  const lines: string[] = []
  const events = [
    event('test:pass', 'a hold wins'),
    event('test:pass', 'holds', { details: { type: 'suite' } }),
    event('test:pass', '/b.test.ts', file),
    event('test:pass', 'later', { skip: true }),
    event('test:fail', 'some day', { todo: 'when there is time' }),
    event('test:fail', '/a.test.ts', { ...file, details: { type: 'suite', error: { failureType: 'subtestsFailed' } } }),
    event('test:pass', '/c.test.ts', file),
    event('test:diagnostic', '', { message: '3 files' }),
    event('test:diagnostic', '', { message: 'tests 71', nesting: 0 }),
  ]
  for await (const line of count(from(events))) lines.push(line)
  assert.deepEqual(lastCount(lines.join('')), {
    ...{ passed: 1, failed: 0, skipped: 2, empty: ['/c.test.ts'], notes: ['3 files'] },
  })
})

test('a run that was cut off has the last count that is whole', () => {
  assert.equal(lastCount('').passed, 0)
  assert.equal(lastCount('{"pas').passed, 0)
  assert.equal(lastCount('{"passed":1}\n{"passed":2}\n{"pas').passed, 2)
})

async function* from<T>(values: T[]): AsyncGenerator<T> {
  yield* values
}
