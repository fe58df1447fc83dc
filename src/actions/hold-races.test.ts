import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../db/open.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import type { Db } from '../../db/schema.ts'
import { carryOutHolds } from './hold-release.ts'
import { decideReview } from './review-decisions.ts'
import { placed } from './test-holds.ts'
import { DONE, instructionWorld } from './test-instructions.ts'

/** No review comes to more than 100 records, for which a number would have to be typed. */
const ROUNDS = 8
const RECORDS = 20

let at: Awaited<ReturnType<typeof instructionWorld>>
let another: Db
beforeEach(async () => {
  at = await instructionWorld()
  another = openDatabase(at.url)
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await another.destroy()
  await at.close()
})

type Stamp = { kind: string; id: number }

/** The events of some kinds about one subject, in the order in which their transactions were committed. */
const eventsOf = async (...kinds: string[]): Promise<Stamp[]> =>
  (await at.db.selectFrom('auditEvents').select(['id', 'kind']).orderBy('id').execute()).filter(({ kind }) =>
    kinds.includes(kind),
  )

/** Waits for a while that is another one in each round, so that the two begin in any order. */
const staggered = async <Result>(round: number, work: () => Promise<Result>): Promise<Result> => {
  await pause(round % 4 === 0 ? 0 : Math.random() * 12)
  return work()
}

const statesOf = async (ids: number[]) =>
  (await at.db.selectFrom('records').select('state').where('id', 'in', ids).execute()).map(({ state }) => state)

test('a hold placed while a disposal is approved: nothing that it catches is approved once both are through', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { ids, review } = await at.due('LIB-01', RECORDS)
    const submitted = { answers: { decision: 'approve disposal' }, number: '', seen: await at.seen(review.id) }
    const caught = ids.slice(0, RECORDS / 2)
    const references = await at.references(caught)
    const [decided] = await Promise.all([
      staggered(round, () => decideReview(at.db, at.manager, review.id, submitted)),
      staggered(round + 1, async () => {
        await placed(another, at.governance, { source: 'LMS', references })
        await carryOutHolds(another, at.governance)
      }),
    ])
    assert.deepEqual([...new Set(await statesOf(caught))], ['retained'])
    assert.deepEqual([...new Set(await statesOf(ids.slice(RECORDS / 2)))], [decided.ok ? 'approved' : 'due'])
  }
})

test('a hold placed while its source confirms: what was confirmed was so before the hold, and nothing after it', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { ids, instruction } = await at.instructed('LIB-01', RECORDS)
    const references = await at.references(ids)
    const answers = references.map((reference): [string, typeof DONE] => [reference, DONE])
    await Promise.all([
      staggered(round, () => at.answer(instruction.id, answers)),
      staggered(round + 1, () => placed(another, at.governance, { source: 'LMS', references })),
    ])
    const after = new Set(await statesOf(ids))
    const holdAt = (await eventsOf('hold placed')).at(-1)?.id ?? 0
    const answeredAt = (await eventsOf('disposal answered')).at(-1)?.id ?? 0
    assert.ok(answeredAt < holdAt, 'no answer was taken after the hold')
    assert.ok(after.size === 1 && (after.has('destroyed') || after.has('instructed')), [...after].join())
  }
})
