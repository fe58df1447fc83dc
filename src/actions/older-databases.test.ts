import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import * as truthOfEvidence from '../../db/migrations/0010_truth_of_evidence.ts'
import * as answersToldRight from '../../db/migrations/0011_answers_told_right.ts'
import { addMessage } from '../../db/queries/mail-outbox.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { addRecords } from '../../db/test-records.ts'
import { recomputePending } from './recompute.ts'
import { setException } from './review-exceptions.ts'
import { undoException } from './review-undo.ts'
import { instructionWorld } from './test-instructions.ts'

let at: Awaited<ReturnType<typeof instructionWorld>>
beforeEach(async () => {
  at = await instructionWorld()
})
afterEach(() => at.close())

/** Brings a database up to date that is as version 9 left it. */
const bringUpToDate = () =>
  at.db.transaction().execute(async (tx) => {
    for (const column of ['done_count', 'round'])
      await sql`alter table disposal_answers drop column ${sql.ref(column)}`.execute(tx)
    await truthOfEvidence.up(tx as unknown as Kysely<unknown>)
  })

/** The same of one that is as version 10 left it. */
const bringUpToDateFrom10 = () =>
  at.db.transaction().execute(async (tx) => {
    await sql`drop table answer_days`.execute(tx)
    await sql`drop table review_by_changes`.execute(tx)
    await sql`drop index instruction_items_recall_answered`.execute(tx)
    await sql`alter table job_runs drop column date_confirmed_by`.execute(tx)
    await answersToldRight.up(tx as unknown as Kysely<unknown>)
  })

test('an exception under another rule that was made before its date was kept with it can be undone', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  const answers = { kind: 'wrong rule', rule: 'LIB-09', date: '2024-06-14', reason: 'An exclusion' }
  const set = await setException(at.db, at.manager, review.id, { ids }, answers)
  assert.ok(set.ok, JSON.stringify(set))
  await at.db.updateTable('reviewExceptions').set({ correctedTriggerOn: null }).execute()
  await bringUpToDate()
  assert.ok((await undoException(at.db, at.manager, review.id, set.value.batchId)).ok)
  assert.equal((await at.record(ids[0] ?? 0)).state, 'due')
})

test('a record that came back from an instruction under an older version of its rule is given the dates of today’s', async () => {
  const { ids } = await at.instructed('LIB-01', 2)
  const { ruleId } = at.world.rules['LIB-01']
  const version = at.db.selectFrom('retentionRuleVersions').selectAll().where('ruleId', '=', ruleId)
  const { id: _, ...first } = await version.executeTakeFirstOrThrow()
  const later = { ...first, version: 2, period: 'P40Y', recomputedAt: '2026-11-23T12:00:00.000Z' }
  const { id } = await at.db.insertInto('retentionRuleVersions').values(later).returning('id').executeTakeFirstOrThrow()
  await at.db.updateTable('retentionRules').set({ currentVersionId: id }).where('id', '=', ruleId).execute()
  const back = { state: 'retained', reviewId: null, flaggedOn: null, reviewBy: null } as const
  await at.db
    .updateTable('records')
    .set(back)
    .where('id', '=', ids[0] ?? 0)
    .execute()
  await at.db
    .updateTable('instructionItems')
    .set({ state: 'recalled', answeredAt: '2026-11-23T12:00:00.000Z' })
    .where('recordId', '=', ids[0] ?? 0)
    .execute()
  await bringUpToDate()
  await recomputePending(at.db, { clock: at.manager.clock })
  const dates = await Promise.all(ids.map(async (each) => (await at.record(each)).dueOn))
  assert.deepEqual(dates, ['2040-03-01', '2003-03-01'])
})

test('a review whose first records have left it is to be answered by the day of those that are left', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  const keeping = { kind: 'keep longer', because: 'legal claim', date: '2027-06-01', reason: 'An inquiry' }
  await addRecords(at.db, at.world, { triggerOn: '2000-02-29' }, 1)
  await at.sweepFor('2026-12-16')
  assert.ok((await setException(at.db, at.manager, review.id, { ids }, keeping)).ok)
  await at.db.updateTable('disposalReviews').set({ reviewBy: '2026-12-22' }).execute()
  await bringUpToDateFrom10()
  assert.equal((await at.review(review.id)).reviewBy, '2027-01-15')
  assert.deepEqual(await wrongCounts(at.db), [])
})

test('what a mail server had said of a message with a link that lets in is kept no longer', async () => {
  const said = '554 refused: https://m.example/new-password?token=0123456789abcdef0123456789abcdef'
  for (const kind of ['password reset', 'digest'] as const)
    await addMessage(at.db, {
      ...{ userId: null, kind, dedupeKey: kind, messageId: kind, toAddress: 'a@m.example', subject: kind },
      ...{ text: kind, html: kind, createdAt: '2026-11-22T12:00:00.000Z', sendAfter: '2026-11-22T12:00:00.000Z' },
      lastError: said,
    })
  await bringUpToDateFrom10()
  const messages = await at.db.selectFrom('mailOutbox').select(['kind', 'lastError']).orderBy('id').execute()
  assert.deepEqual(messages, [
    { kind: 'password reset', lastError: 'Said before the last upgrade: not kept, as it may quote the link' },
    { kind: 'digest', lastError: said },
  ])
})
