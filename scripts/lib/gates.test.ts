import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditVerdict } from './gate-audit.ts'
import { testVerdict } from './gate-tests.ts'
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
  const killed = testVerdict({ code: null, output: '' }, { ...counted, failed: 1 }, '')
  assert.deepEqual([killed.failed, killed.output.trim()], [2, 'The run ended with a signal.'])
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
