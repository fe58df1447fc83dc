import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { type TestContext, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const npmTest = (args: string[], env = process.env) =>
  spawnSync(process.execPath, [here('test.ts'), ...args], { encoding: 'utf8', env })

test('a developer may run some checks alone, and the last line counts them', () => {
  const [title, ...lines] = npmTest(['--only', 'css']).stdout.trimEnd().split('\n')
  assert.equal(title, 'Style sheet is what its sources build')
  assert.match(lines.at(-1) ?? '', /^(?:1 passed, 0|0 passed, 1) failed$/)
})

test('a check that could look at nothing is not said to have passed', () => {
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/' }
  const { status, stdout } = npmTest(['--only', 'audit'], env)
  assert.match(stdout, /^ {2}not done in [\d.]+ s: no answer from the registry/m)
  assert.deepEqual([status, stdout.trimEnd().split('\n').at(-1)], [1, '0 passed, 0 failed'])
})

test('a check that does not exist is wrong usage, and nothing is run', () => {
  const { status, stdout, stderr } = npmTest(['--only', 'css,everything'])
  assert.deepEqual([status, stdout], [2, ''])
  assert.match(stderr, /^--only knows no "everything", but types, style/)
})

test('a Node that is too old is told so before anything else is loaded', () => {
  const file = pathToFileURL(here('lib/require-node-24.ts')).href
  const older = `Object.defineProperty(process, 'versions', { value: { node: '22.18.0' } }); await import('${file}'); console.log('went on')`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', older], {
    encoding: 'utf8',
  })
  assert.deepEqual([status, stdout], [1, ''])
  assert.match(stderr, /needs Node 24 or newer, and this is Node 22\.18\.0/)
})

/** Runs `.ci/run` where `npm` is a script that a test wrote. */
function ciRun(t: TestContext, npm: string) {
  const folder = mkdtempSync(`${tmpdir()}/muniment-ci-`)
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(`${folder}/bin`)
  cpSync(here('../.ci'), `${folder}/.ci`, { recursive: true })
  writeFileSync(`${folder}/bin/npm`, `#!/bin/sh\n${npm}\n`)
  chmodSync(`${folder}/bin/npm`, 0o755)
  const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` }
  const { status, stdout } = spawnSync(`${folder}/.ci/run`, { env, encoding: 'utf8' })
  return { status, last: stdout.trimEnd().split('\n').at(-1), stdout }
}

test('the last line of a whole run is the count, also when npm prints after it', (t) => {
  const good = ciRun(t, '[ "$1" = ci ] || { echo; echo "12 passed, 0 failed"; echo npm notice; }')
  assert.deepEqual([good.status, good.last], [0, '12 passed, 0 failed'])
  const bad = ciRun(t, '[ "$1" = ci ] || { echo "11 passed, 1 failed"; echo npm error; exit 1; }')
  assert.deepEqual([bad.status, bad.last], [1, '11 passed, 1 failed'])
})

test('a whole run fails when the installation fails, and no test is run', (t) => {
  const { status, last, stdout } = ciRun(t, 'echo "npm $1"; exit 4')
  assert.deepEqual([status, last], [4, '0 passed, 1 failed'])
  assert.doesNotMatch(stdout, /npm test/)
})

test('a whole run fails when nothing was counted, or when npm fails in spite of the count', (t) => {
  const silent = ciRun(t, 'exit 0')
  assert.deepEqual([silent.status, silent.last], [1, '0 passed, 1 failed'])
  const crashed = ciRun(t, '[ "$1" = ci ] || { echo "12 passed, 0 failed"; exit 9; }')
  assert.deepEqual([crashed.status, crashed.last], [9, '0 passed, 1 failed'])
})
