import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { forgottenReference } from '../domain/forgotten.ts'
import { decideReview } from './review-decisions.ts'
import { confirmDisposal, forgetDisposed } from './review-disposals.ts'
import { setException } from './review-exceptions.ts'
import { refusals, reviewWorld, TODAY } from './test-review.ts'

const KEY = 'a key that is kept apart from the database'
let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(() => at.close())

const said = { disposedOn: TODAY, method: 'Deleted in the library system', statement: 'Backups expire after 30 days' }

async function approved(rule: 'LIB-01' | 'LIB-03' | 'MUS-02', count: number) {
  const { ids, review } = await at.due(rule, count)
  const actor =
    rule === 'MUS-02' ? at.act({ ...at.world.users.manager, serviceIds: [at.world.services.music] }) : at.manager
  const decided = await decideReview(at.db, actor, review.id, {
    answers: { decision: 'approve disposal' },
    number: String(count),
    seen: await at.seen(review.id),
  })
  assert.ok(decided.ok)
  return { ids, review }
}

const confirm = async (id: number, answers: unknown = said, actor = at.governance, seen?: string) =>
  confirmDisposal(at.db, actor, id, { answers, seen: seen ?? (await at.seen(id)) }, KEY)

test('a confirmed disposal ends the records, keeps count, dates, who and why, and forgets what identified them', async () => {
  const {
    ids: [id],
    review,
  } = await approved('LIB-01', 1)
  await at.db.updateTable('records').set({ title: 'Account', location: 'Shelf 3', quantity: 4 }).execute()
  await at.db
    .insertInto('recordChanges')
    .values({
      recordId: id!,
      organisationId: at.world.organisationId,
      changedAt: TODAY,
      what: 'trigger date',
      before: '2000-02-28',
      after: '2000-02-29',
      reason: 'Feed 3 of LMS',
      byName: 'LMS',
    })
    .execute()
  const before = await at.record(id!)
  assert.deepEqual(await confirm(review.id), { ok: true, value: { records: 1, state: 'destroyed', disposedOn: TODAY } })
  const after = await at.record(id!)
  assert.equal(after.reference, forgottenReference(KEY, before.sourceSystemId, before.reference))
  assert.deepEqual(
    [
      after.state,
      after.title,
      after.location,
      after.triggerOn,
      after.correctedFrom,
      after.keptUntil,
      after.retainUntil,
      after.dueOn,
      after.flaggedOn,
    ],
    ['destroyed', '', '', null, null, null, null, null, null],
  )
  assert.deepEqual(
    [after.ruleVersionId, after.serviceId, after.reviewId, after.quantity],
    [before.ruleVersionId, before.serviceId, review.id, 4],
  )
  assert.deepEqual(
    (await at.changes(id!)).map((change) => [change.before, change.after]),
    [[null, null]],
  )
  const confirmation = await at.db.selectFrom('disposalConfirmations').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual(
    [
      confirmation.recordCount,
      confirmation.quantity,
      confirmation.oldestDueOn,
      confirmation.newestDueOn,
      confirmation.confirmedByName,
      confirmation.statement,
    ],
    [1, 4, '2003-03-01', '2003-03-01', 'Grace Ashby', 'Backups expire after 30 days'],
  )
  const closed = await at.review(review.id)
  assert.deepEqual([closed.state, closed.outcome], ['closed', 'disposed'])
})

test('records end as the action of their rule says', async () => {
  const anonymised = await approved('LIB-03', 1)
  await confirm(anonymised.review.id)
  assert.equal((await at.record(anonymised.ids[0]!)).state, 'anonymised')
  const reviewed = await approved('MUS-02', 1)
  await confirm(reviewed.review.id)
  assert.equal((await at.record(reviewed.ids[0]!)).state, 'destroyed')
})

test('the dates of exceptions of forgotten records are erased too', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  await setException(
    at.db,
    at.manager,
    review.id,
    { ids },
    { kind: 'wrong date', date: '2001-01-01', reason: 'Mistyped' },
  )
  await decideReview(at.db, at.manager, review.id, {
    answers: { decision: 'approve disposal' },
    number: '',
    seen: await at.seen(review.id),
  })
  await confirm(review.id)
  const exception = await at.db.selectFrom('reviewExceptions').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual(
    [exception.correctedTriggerOn, exception.previousTriggerOn, exception.reason],
    [null, null, 'Mistyped'],
  )
})

test('only what is approved can be confirmed, only by governance, and only once', async () => {
  const { review } = await at.due('LIB-01', 1)
  assert.match(refusals(await confirm(review.id))[0] ?? '', /^seen: /)
  await decideReview(at.db, at.manager, review.id, {
    answers: { decision: 'approve disposal' },
    number: '',
    seen: await at.seen(review.id),
  })
  await assert.rejects(confirm(review.id, said, at.manager), { status: 403 })
  const seen = await at.seen(review.id)
  const both = await Promise.all([
    confirm(review.id, said, at.governance, seen),
    confirm(review.id, said, at.act(at.second), seen),
  ])
  assert.deepEqual(both.map((outcome) => outcome.ok).sort(), [false, true])
})

test('a disposal before the approval or in the future is refused', async () => {
  const { review } = await approved('LIB-01', 1)
  assert.deepEqual(refusals(await confirm(review.id, { ...said, disposedOn: '2026-11-21' })), [
    'disposedOn: Enter a date from 22 November 2026 on: nothing was approved for disposal before',
  ])
  assert.deepEqual(refusals(await confirm(review.id, { ...said, disposedOn: '2026-11-23' })), [
    'disposedOn: Enter a date that has come: today is 22 November 2026',
  ])
})

test('nothing is confirmed for a day before the cooling-off of its rule is over', async () => {
  await at.db.updateTable('retentionRuleVersions').set({ coolingOffDays: 14 }).execute()
  const { review } = await approved('LIB-01', 1)
  const later = at.act(at.world.users.governance, '2026-12-06')
  const early = await confirm(review.id, { ...said, disposedOn: '2026-12-05' }, later)
  assert.deepEqual(refusals(early), [
    'disposedOn: Enter a date from 6 December 2026 on: nothing was approved for disposal before',
  ])
  assert.equal((await confirm(review.id, { ...said, disposedOn: '2026-12-06' }, later)).ok, true)
})

test('a record that is no longer past its period leaves the approval at the confirmation, which is refused', async () => {
  const { ids, review } = await approved('LIB-01', 2)
  await at.db
    .updateTable('records')
    .set({ retainUntil: '2030-01-01', dueOn: '2030-01-02' })
    .where('id', '=', ids[0]!)
    .execute()
  assert.match(refusals(await confirm(review.id))[0] ?? '', /1 record had to leave it/)
  assert.equal((await confirm(review.id)).ok, true)
  assert.equal((await at.record(ids[0]!)).state, 'retained')
  assert.equal((await at.record(ids[1]!)).state, 'destroyed')
})

test('forgetting that was cut off is finished later', async () => {
  const { ids, review } = await approved('LIB-01', 3)
  await at.db.updateTable('records').set({ state: 'destroyed' }).where('reviewId', '=', review.id).execute()
  await forgetDisposed(at.db, at.manager.clock, KEY)
  for (const id of ids) assert.match((await at.record(id)).reference, /^forgotten:[0-9a-f]{64}$/)
  await forgetDisposed(at.db, at.manager.clock, KEY)
})
