import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { FROZEN_PART, freezing, recordsOfPart } from './frozen-list.ts'

const record = fc.record(
  {
    id: fc.integer({ min: 1, max: 2 ** 31 }),
    dueOn: fc.constantFrom('2020-01-01', '2020-01-02', '2021-12-31'),
    ruleVersionId: fc.integer({ min: 1, max: 3 }),
  },
  { noNullPrototype: true },
)

test('a frozen list has each record once, in the order of ids, and the hash of one line for each', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(record, { selector: ({ id }) => id, maxLength: 3_000 }), async (records) => {
      const list = freezing()
      list.add(records.slice(0, 7))
      list.add(records.slice(7))
      const frozen = await list.end(async () => {})
      const sorted = records.toSorted((a, b) => a.id - b.id)
      assert.equal(frozen.records, records.length)
      assert.deepEqual(frozen.parts.flatMap(recordsOfPart), sorted)
      assert.ok(frozen.parts.every((part) => recordsOfPart(part).length <= FROZEN_PART))
      const lines = sorted.map(({ id, dueOn, ruleVersionId }) => `${id} ${dueOn} ${ruleVersionId}`).join('\n')
      assert.equal(frozen.hash, createHash('sha256').update(lines).digest('hex'))
    }),
    { numRuns: 30 },
  )
})
