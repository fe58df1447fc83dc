import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type InstructionEvent, pastOf } from './instruction-past.ts'

const event = (
  kind: InstructionEvent['kind'],
  day: string,
  { records = 0, ...facts }: Record<string, string | number> = {},
): InstructionEvent => ({ kind, at: `${day}T12:00:00.000Z`, facts, records: Number(records) })

const given = [
  event('instructed', '2026-03-01', { records: 1_000 }),
  event('instructed', '2026-03-01', { records: 500 }),
]

test('an instruction is being prepared until it is opened, and counts all that was put into it', () => {
  const preparing = pastOf(given)
  assert.deepEqual([preparing.state, preparing.round, preparing.records], ['preparing', 1, 1_500])
  const open = pastOf([...given, event('instruction opened', '2026-03-01')])
  assert.deepEqual([open.state, open.toldOn, open.chasedOn, open.closedAt], ['open', '2026-03-01', null, null])
})

test('answers are counted as they come, and what was disposed of although it was called back counts as done', () => {
  const past = pastOf([
    ...given,
    event('instruction opened', '2026-03-01'),
    event('disposal answered', '2026-03-02', { records: 10, done: 7, 'not found': 2, failed: 1 }),
    event('disposal answered', '2026-03-03', { records: 5, done: 5, 'not found': 0, failed: 0 }),
    event('recall answered', '2026-03-04', { records: 3, answer: 'too late' }),
    event('recall answered', '2026-03-04', { records: 4, answer: 'stopped' }),
  ])
  assert.deepEqual([past.done, past.notFound, past.failed], [15, 2, 1])
})

test('failed records that are instructed again open a closed instruction in another round, told and not chased on that day', () => {
  const closed = [
    ...given,
    event('instruction opened', '2026-03-01'),
    event('disposal answered', '2026-03-02', { records: 1_500, done: 1_498, failed: 2 }),
    event('chased', '2026-04-01'),
    event('instruction closed', '2026-04-02'),
  ]
  const before = pastOf(closed)
  assert.deepEqual(
    [before.state, before.round, before.chasedOn, before.closedAt],
    ['closed', 1, '2026-04-01', '2026-04-02T12:00:00.000Z'],
  )
  const again = pastOf([...closed, event('instructed again', '2026-04-05', { records: 2, kept: 0 })])
  assert.deepEqual([again.state, again.round, again.failed, again.closedAt], ['open', 2, 0, null])
  assert.deepEqual([again.toldOn, again.chasedOn], ['2026-04-05', null])
  const none = pastOf([...closed, event('instructed again', '2026-04-05', { records: 0, kept: 2 })])
  assert.deepEqual(none, before)
})

test('what is approved later fills a closed instruction in another round, which is prepared first', () => {
  const closed = [...given, event('instruction opened', '2026-03-01'), event('instruction closed', '2026-03-09')]
  const more = pastOf([...closed, event('instructed', '2026-05-01', { records: 1 })])
  assert.deepEqual([more.state, more.round, more.records, more.closedAt], ['preparing', 2, 1_501, null])
})
