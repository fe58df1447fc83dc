import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestEvent } from 'node:test/reporters'
import { auditVerdict } from './gate-audit.ts'
import { lastCount, testVerdict } from './gate-tests.ts'
import count from './node-test-count.ts'
import { ROOT, runProgram } from './run-program.ts'

const node = (code: string, limitSeconds = 20) =>
  runProgram(process.execPath, ['-e', code], { PATH: process.env.PATH }, limitSeconds)

test('a program is run from the root, with all that it prints and its exit code', async () => {
  const { code, output } = await node('console.log(process.cwd()); console.error("two"); process.exitCode = 3')
  assert.equal(code, 3)
  assert.deepEqual(output.trim().split('\n').sort(), [ROOT.slice(0, -1), 'two'])
})

test('a program that takes too long is ended with what it started, and the output says so', async () => {
  const start = performance.now()
  const { code, output } = await node(
    "require('child_process').spawn('sleep', ['60'], { stdio: 'inherit' }); setInterval(() => {}, 1000)",
    0.5,
  )
  assert.equal(code, null)
  assert.match(output, /Stopped after 0\.5 seconds/)
  assert.ok(performance.now() - start < 30_000)
})

test('a program that does not exist is an error with its name', async () => {
  await assert.rejects(runProgram('no-such-program', [], { PATH: process.env.PATH }, 5), /no-such-program/)
})

const counted = { passed: 3, failed: 0, skipped: 0 }

test('a run that went well counts its tests', () => {
  assert.deepEqual(testVerdict({ code: 0, output: '' }, { ...counted, skipped: 2 }, 'all'), {
    passed: 3,
    failed: 0,
    seen: '3 tests, and 2 left out',
    output: 'all',
  })
})

test('a run in which no test ran has failed, however it ended', () => {
  const { failed, output } = testVerdict({ code: 0, output: '' }, { passed: 0, failed: 0, skipped: 4 }, '')
  assert.deepEqual([failed, output.trim()], [1, 'No test was run.'])
})

test('a run that ended badly has failed, though no test did', () => {
  assert.match(testVerdict({ code: 7, output: '' }, counted, '').output, /exit code 7/)
  assert.equal(testVerdict({ code: null, output: '' }, counted, '').failed, 1)
})

test('tests are counted, suites are not, and what is left out is neither passed nor failed', async () => {
  const event = (type: 'test:pass' | 'test:fail' | 'test:dequeue' | 'test:complete', name: string, more: object = {}) =>
    ({ type, data: { name, file: '/a.test.ts', details: { type: 'test' }, ...more } }) as TestEvent
  const events = [
    event('test:dequeue', '/a.test.ts'),
    event('test:dequeue', '/b.test.ts', { file: '/b.test.ts' }),
    event('test:dequeue', 'a hold wins'),
    event('test:pass', 'a hold wins'),
    event('test:pass', 'holds', { details: { type: 'suite' } }),
    event('test:fail', 'a hold loses'),
    event('test:pass', 'later', { skip: true }),
    event('test:fail', 'some day', { todo: 'when there is time' }),
    event('test:pass', '/a.test.ts'),
    event('test:fail', '/a.test.ts'),
    event('test:complete', '/a.test.ts'),
    { type: 'test:diagnostic', data: { message: '3 files', file: '/a.test.ts' } } as TestEvent,
    { type: 'test:diagnostic', data: { message: 'tests 71' } } as TestEvent,
  ]
  const lines: string[] = []
  for await (const line of count(from(events))) lines.push(line)
  const { running, ...sums } = lastCount(lines.join(''))
  assert.deepEqual(sums, { passed: 1, failed: 2, skipped: 2, empty: ['/a.test.ts'], notes: ['3 files'] })
  assert.deepEqual(running, ['/b.test.ts'])
})

test('a run that was cut off has the last count that is whole', () => {
  assert.equal(lastCount('').passed, 0)
  assert.equal(lastCount('{"pas').passed, 0)
  assert.equal(lastCount('{"passed":1}\n{"passed":2}\n{"pas').passed, 2)
})

const audited = (vulnerabilities: Record<string, { severity: string; range?: string }>) => {
  const count = (severity: string) => Object.values(vulnerabilities).filter((one) => one.severity === severity).length
  const counts = Object.fromEntries(['info', 'low', 'moderate', 'high', 'critical'].map((name) => [name, count(name)]))
  const report = { vulnerabilities, metadata: { vulnerabilities: counts, dependencies: { total: 400 } } }
  return auditVerdict({ output: `npm warn something\n${JSON.stringify(report, null, 2)}\nnpm notice` })
}

test('a vulnerability that is high or critical fails the audit with its name, a lesser one does not', () => {
  assert.deepEqual(audited({ a: { severity: 'moderate' }, b: { severity: 'low' } }), {
    ...{ passed: 1, failed: 0, seen: '400 packages', output: '' },
  })
  const { failed, output } = audited({ a: { severity: 'high', range: '<2.1.0' }, b: { severity: 'critical' } })
  assert.equal(failed, 1)
  assert.match(output, /a <2\.1\.0 has a vulnerability that is high\.\nb {2}has a vulnerability that is critical\./)
})

test('a registry that does not answer neither passes nor fails, and what was seen says so', () => {
  const answers = [
    '',
    'npm error network',
    '{"error":{"code":"ENOAUDIT"}}',
    '{ "message": "405", "error": {} }\nnpm warn x',
  ]
  for (const output of answers) {
    const { passed, failed, seen } = auditVerdict({ output })
    assert.deepEqual([passed, failed], [0, 0], output)
    assert.match(seen, /^no answer from the registry/)
  }
})

async function* from<T>(values: T[]): AsyncGenerator<T> {
  yield* values
}
