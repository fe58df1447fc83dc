import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { addDays, addPeriod } from '../domain/calendar.ts'
import { FORGOTTEN } from '../domain/forgotten.ts'
import { answerExtensionRequest, withdrawExtensionRequest } from './extension-requests.ts'
import { decideReview } from './review-decisions.ts'
import { forgetDisposed } from './review-disposals.ts'
import { setException } from './review-exceptions.ts'
import { undoException } from './review-undo.ts'
import { refusals, reviewWorld, TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

const except = (id: number, ids: number[], answers: object, actor = at.manager) =>
  setException(at.db, actor, id, { ids }, { reason: 'As the branch says', ...answers })
const underRule = (rule: string, date = '') => ({ kind: 'wrong rule', rule, date })
const gone = (date = '2026-10-01') => ({ kind: 'already gone', date })
const longer = (date: string) => ({ kind: 'keep longer', because: 'legal claim', date })

test('a record under the right rule leaves its review, and without its event’s date it is open', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  const set = await except(review.id, [ids[0]!], underRule('LIB-09'))
  assert.equal(set.ok && set.value.left, 1)
  const record = await at.record(ids[0]!)
  const { ruleId, versionId } = at.world.rules['LIB-09']
  assert.deepEqual(
    [record.state, record.ruleId, record.ruleVersionId, record.triggerOn, record.correctedFrom, record.reviewId],
    ['open', ruleId, versionId, null, '2000-02-29', null],
  )
  assert.deepEqual((await at.changes(ids[0]!)).at(-1), {
    ...{ what: 'rule', before: 'LIB-01', after: 'LIB-09', reason: 'As the branch says', byName: 'Mark Lowe' },
  })
  assert.equal((await at.record(ids[1]!)).state, 'due')
})

test('a record under the right rule with the right date is dated by both, and the next sweep flags what is past its period', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await except(review.id, [ids[0]!], underRule('LIB-09', '14/06/2024'))
  const later = await at.record(ids[0]!)
  assert.deepEqual([later.state, later.triggerOn, later.dueOn], ['retained', '2024-06-14', '2030-06-15'])
  await except(review.id, [ids[1]!], underRule('LIB-09', '2010-06-14'))
  const past = await at.record(ids[1]!)
  assert.deepEqual([past.state, past.dueOn, past.reviewId], ['retained', '2016-06-15', null])
  await at.sweepFor(TODAY)
  assert.equal((await at.record(ids[1]!)).reviewId, (await at.openReview('LIB-09')).id)
})

test('a record that is to be retained permanently is never due again, and comes back when that is undone', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  const before = await at.record(ids[0]!)
  const set = await except(review.id, [ids[0]!], underRule('LIB-10'))
  assert.equal((await at.record(ids[0]!)).state, 'permanent')
  const undone = await undoException(at.db, at.manager, review.id, set.ok ? set.value.batchId : 0)
  assert.equal(undone.ok && undone.value.back, 1)
  assert.deepEqual(await at.record(ids[0]!), before)
})

test('an extension ends under a rule that says how long records may be kept at most', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  await at.db.updateTable('records').set({ keptUntil: '2026-01-01' }).execute()
  await except(review.id, ids, underRule('LIB-03', '2026-06-01'))
  const record = await at.record(ids[0]!)
  assert.deepEqual([record.keptUntil, record.dueOn], [null, '2027-06-02'])
})

test('a rule that is not there, the one that records are under, and a date that has not come are refused', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  const refusalOf = async (answers: object) => refusals(await except(review.id, ids, answers))
  assert.deepEqual(await refusalOf(underRule('LIB-77')), ['rule: Choose a rule of the schedule that is in force'])
  assert.deepEqual(await refusalOf(underRule('LIB-01')), ['rule: Choose another rule: they are under this one'])
  assert.match((await refusalOf(underRule('LIB-09', '2027-01-01')))[0] ?? '', /^date: Enter a date that has come/)
})

test('a record that is gone already ends, is forgotten, and cannot be brought back', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  const set = await except(review.id, [ids[0]!], gone())
  assert.equal(set.ok && set.value.left, 1)
  const record = await at.record(ids[0]!)
  assert.deepEqual([record.state, record.reviewId, record.flaggedOn], ['already gone', null, null])
  assert.deepEqual(refusals(await undoException(at.db, at.manager, review.id, 1)), [
    'seen: The exception stands: 1 record has changed since it was made.',
  ])
  await forgetDisposed(at.db, at.manager.clock, 'k'.repeat(32))
  const forgotten = await at.record(ids[0]!)
  assert.ok(forgotten.reference.startsWith(FORGOTTEN))
  assert.deepEqual([forgotten.triggerOn, forgotten.dueOn, forgotten.title], [null, null, ''])
  const exception = await at.db.selectFrom('reviewExceptions').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([exception.goneOn, exception.previousTriggerOn], ['2026-10-01', null])
})

test('a record cannot be gone by a day before its trigger date, or on which its source listed it later', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await at.db.updateTable('records').set({ lastSeenOn: '2026-10-01' }).where('id', '=', ids[1]!).execute()
  const refusal = async (date: string) => refusals(await except(review.id, ids, gone(date)))[0]
  const [one, two] = [(await at.record(ids[0]!)).reference, (await at.record(ids[1]!)).reference]
  assert.equal(
    await refusal('1900-01-01'),
    `date: Enter a day from their trigger date on: ${one} (29 February 2000) and ${two} (29 February 2000)`,
  )
  assert.equal(
    await refusal('2026-09-30'),
    `date: Enter a later day: their source system last listed ${two} (1 October 2026)`,
  )
  await at.db.updateTable('sourceSystems').set({ lastFullFeedOn: '2026-11-01' }).execute()
  assert.match((await refusal('2026-10-01')) ?? '', new RegExp(`last listed ${one} \\(1 November 2026\\) and ${two}`))
  assert.ok((await except(review.id, ids, gone('2026-11-01'))).ok)
})

test('that more than 100 records are gone is confirmed by typing how many', async () => {
  const { ids, review } = await at.due('LIB-01', 101)
  assert.deepEqual(refusals(await except(review.id, ids, gone())), [
    'number: Type the number of records, 101, to confirm',
  ])
  assert.ok((await except(review.id, ids, { ...gone(), number: '101' })).ok)
})

/** Keeps a record longer twice, each time until the day before it falls due again, and gives the review and the day on which it is due the third time. */
async function keptTwice() {
  const { ids, review } = await at.due('LIB-01', 2)
  let day = TODAY
  for (const _ of [1, 2]) {
    const until = addPeriod(day, { years: 0, months: 6, days: 0 })
    const set = await except(
      (await at.openReview('LIB-01')).id,
      [ids[0]!],
      longer(until),
      at.act(at.world.users.manager, day),
    )
    assert.equal(set.ok && set.value.asked, 0)
    day = addDays(until, 1)
    for (let on = addDays(day, -150); on < day; on = addDays(on, 40)) await at.sweepFor(on)
    await at.sweepFor(day)
  }
  return { id: ids[0]!, other: ids[1]!, review, day, manager: at.act(at.world.users.manager, day) }
}

test('the third time a record is kept longer waits for information governance to agree', async () => {
  const { id, other, review, day, manager } = await keptTwice()
  const until = addDays(day, 90)
  const set = await except(review.id, [id, other], longer(until), manager)
  assert.deepEqual(set.ok && [set.value.records, set.value.asked], [1, 1])
  assert.equal((await at.record(id)).state, 'due')
  assert.equal((await at.record(other)).state, 'retained')
  assert.deepEqual(refusals(await except(review.id, [id], longer(until), manager)), [
    'records: Nothing to change: 1 record waits for information governance',
  ])
  const approve = { answers: { decision: 'approve disposal' }, number: '', seen: await at.seen(review.id) }
  assert.match(refusals(await decideReview(at.db, manager, review.id, approve))[0] ?? '', /^decision: Information gov/)

  const request = await at.db.selectFrom('extensionRequests').selectAll().executeTakeFirstOrThrow()
  const answer = (answers: object, who = at.world.users.governance) =>
    answerExtensionRequest(at.db, at.act(who, day), review.id, request.id, answers)
  await assert.rejects(answer({ answer: 'agreed' }, at.world.users.manager), { status: 403 })
  const own = { ...at.world.users.manager, role: 'governance' as const }
  await assert.rejects(answer({ answer: 'agreed' }, own), { status: 403 })
  assert.deepEqual(refusals(await answer({ answer: 'refused', reason: '' })), ['reason: Enter the reason'])
  const agreed = await answer({ answer: 'agreed', reason: 'The claim is listed for May' })
  assert.deepEqual(agreed.ok && agreed.value, { answer: 'agreed', records: 1, underWay: false })
  const record = await at.record(id)
  assert.deepEqual([record.state, record.keptUntil, record.reviewId], ['retained', until, null])
  const last = await at.db.selectFrom('reviewExceptions').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
  assert.deepEqual([last.decidedByName, last.agreedByName], ['Mark Lowe', 'Grace Ashby'])
  assert.match(refusals(await answer({ answer: 'agreed' }))[0] ?? '', /^seen: This request has been answered/)
})

test('a request that is refused or withdrawn leaves its records in the review', async () => {
  const { id, review, day, manager } = await keptTwice()
  const ask = async () => {
    await except(review.id, [id], longer(addDays(day, 90)), manager)
    const latest = at.db.selectFrom('extensionRequests').selectAll().orderBy('id', 'desc')
    return (await latest.executeTakeFirstOrThrow()).id
  }
  const governance = at.act(at.world.users.governance, day)
  const no = { answer: 'refused', reason: 'Two years are enough' }
  assert.ok((await answerExtensionRequest(at.db, governance, review.id, await ask(), no)).ok)
  assert.equal((await at.record(id)).state, 'due')
  const request = await ask()
  await assert.rejects(withdrawExtensionRequest(at.db, governance, review.id, request), { status: 403 })
  assert.ok((await withdrawExtensionRequest(at.db, manager, review.id, request)).ok)
  const all = { decision: 'keep all longer', keepUntil: addDays(day, 30), because: 'still in use', reason: 'In use' }
  const kept = await decideReview(at.db, manager, review.id, {
    answers: all,
    number: '',
    seen: await at.seen(review.id),
  })
  assert.deepEqual(kept.ok && [kept.value.state, kept.value.asked], ['open', 1])
})
