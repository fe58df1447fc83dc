import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Data } from './data.ts'
import { measure } from './measure.ts'
import type { Operation, Run } from './operation.ts'

const measured = (ours: Run[], limit: Run[]) => {
  const operation: Operation = {
    limitIs: 'another',
    target: { of: 'p50', ratio: 1.5 },
    ready: async () => ({ ours: async () => ours.shift()!, limit: async () => limit.shift()! }),
  }
  return measure('list', operation, { rows: 10 } as Data, ours.length)
}
const limit = (): Run[] => [{ ms: 4 }, { ms: 5 }, { ms: 4 }]

test('the slowest of several things is the one that is slowest in the median of all runs, whatever held up another in one of them', async () => {
  const run = (details: Record<string, number>): Run => ({
    ms: Math.max(...Object.values(details)),
    details,
    slowestCounts: true,
  })
  const { ours, ratio, met } = await measured(
    [run({ due: 9, open: 4, held: 5 }), run({ due: 4, open: 9, held: 6 }), run({ due: 4, open: 4, held: 5 })],
    limit(),
  )
  assert.deepEqual([ours.ms, ours.note, ours.least, ours.most], [5, 'held', 5, 9])
  assert.deepEqual(ours.details, { due: 4, open: 4, held: 5 })
  assert.deepEqual([ratio, met], [1.25, true])
})

test('of anything else the median of the runs counts, and what it notes is of the last', async () => {
  const { ours, met } = await measured(
    [
      { ms: 9, note: 'a' },
      { ms: 7, note: 'b' },
      { ms: 8, note: 'c' },
    ],
    limit(),
  )
  assert.deepEqual([ours.ms, ours.note, met], [8, 'c', false])
})
