import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Measured } from './bench/operation.ts'
import { operations } from './bench/operations.ts'
import { run } from './lib/test-command.ts'

/** Operations that differ from another one only in the number or the address that they are given. */
const alike = new Set([
  ...['unchanged', 'sweep-0.1%', 'sweep-1%', 'sweep-50%', 'list-page-1', 'register-page', 'counts-rule'],
  ...['pages-sweep', 'pages-export', 'pages-import'],
])

test('the bench measures each kind of operation beside its limit, and does what it says it measures', async () => {
  const names = Object.keys(operations).filter((name) => !alike.has(name))
  const bench = await run('bench', ['--rows', '2000', '--runs', '1', '--json', '--only', names.join(',')])
  assert.equal(bench.code, 0, bench.stderr)
  const { measured } = JSON.parse(bench.stdout) as { measured: Measured[] }
  assert.deepEqual(
    measured.map(({ operation }) => operation),
    names,
  )
  assert.equal(names.length + alike.size, Object.keys(operations).length)
  for (const { operation, ratio, ours, limit, rows } of measured) {
    assert.equal(rows, 2000)
    assert.ok(ratio > 0 && ours.ms > 0 && limit.ms > 0, `${operation} has a ratio`)
    assert.ok(ours.least <= ours.ms && ours.ms <= ours.most, operation)
  }
})

test('the bench refuses an operation that it does not know, and says which it does', async () => {
  const bench = await run('bench', ['--only', 'import,speed'])
  assert.equal(bench.code, 2)
  assert.match(bench.stderr, /There is no operation speed: --only takes import, unchanged,/)
})
