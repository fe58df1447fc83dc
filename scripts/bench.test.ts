import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Measured } from './bench/operation.ts'
import { operations } from './bench/operations.ts'
import { run } from './lib/test-command.ts'

/** One of each kind, and all of them when everything is asked for: each builds its data and works on it, which takes seconds. */
const tried = process.env.MUNIMENT_EVERYTHING
  ? Object.keys(operations)
  : ['import', 'sweep-10%', 'export', 'list-page-100000']

test('the bench measures each kind of operation beside its limit, and does what it says it measures', async () => {
  const bench = await run('bench', ['--rows', '2000', '--runs', '1', '--json', '--only', tried.join(',')])
  assert.equal(bench.code, 0, bench.stderr)
  const { measured } = JSON.parse(bench.stdout) as { measured: Measured[] }
  assert.deepEqual(
    measured.map(({ operation }) => operation),
    tried,
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
