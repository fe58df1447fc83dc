import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Measured } from './bench/operation.ts'
import { operations } from './bench/operations.ts'
import { run } from './lib/test-command.ts'

test('the bench measures each operation beside its limit, and does what it says it measures', async () => {
  const bench = await run('bench', ['--rows', '2000', '--runs', '1', '--json'])
  assert.equal(bench.code, 0, bench.stderr)
  const { measured } = JSON.parse(bench.stdout) as { measured: Measured[] }
  assert.deepEqual(
    measured.map(({ operation }) => operation),
    Object.keys(operations),
  )
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
