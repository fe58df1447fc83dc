import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { ruleByCode, rulesByCode } from '../../db/queries/retention-rules.ts'
import { caseRule, heldRecord, reviewOf } from '../../db/test-rules.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { addDays, type Clock, type IsoDate } from '../domain/calendar.ts'
import type { RecordState } from '../domain/held-record.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { recomputePending, recomputeRule } from './recompute.ts'
import { addRule, changeRule } from './retention-rules.ts'
import { acting } from './test-acting.ts'

const TODAY = '2026-11-22'
const clock: Clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }
const grace = acting(clock)
const { db, close } = await temporaryDatabase()
const world = await smallWorld(db)
after(async () => {
  assert.deepEqual(await wrongCounts(db), [])
  return close()
})

const content = (parts: Partial<RuleContent> = {}) => caseRule({ serviceId: world.services.libraries, ...parts })

let code = 'CASE-0'
beforeEach(async () => {
  code = `CASE-${Number(code.slice(5)) + 1}`
  assert.ok((await addRule(db, grace, { ...content(), code })).ok)
})

test('a longer period applies to every record, and takes those no longer due out of their review', async () => {
  const kept = await record('2024-05-01')
  const due = await record('2019-06-01', await review('open'))
  await change({ period: 'P8Y' })
  await recomputePending(db, { clock })
  assert.equal((await read(kept)).retainUntil, '2032-05-01')
  assert.deepEqual(await read(due), {
    state: 'retained',
    retainUntil: '2027-06-01',
    dueOn: '2027-06-02',
    version: 2,
    reviewId: null,
    flaggedOn: null,
    reviewBy: null,
  })
  const [told] = await db.selectFrom('recordChanges').selectAll().where('recordId', '=', due).execute()
  assert.deepEqual(
    [told?.what, told?.before, told?.after, told?.byName],
    ['due date', '2025-06-02', '2027-06-02', 'Grace Ashby'],
  )
  assert.match(
    told?.reason ?? '',
    new RegExp(`^The rule changed \\(${code} version 2\\), so that the record is not past its period any more`),
  )
})

test('a review that a longer period leaves empty is closed, and says that nothing is left', async () => {
  const reviewId = await review('open')
  await record('2019-06-01', reviewId)
  await change({ period: 'P8Y' })
  await recomputePending(db, { clock })
  const closed = await db.selectFrom('disposalReviews').selectAll().where('id', '=', reviewId).executeTakeFirstOrThrow()
  assert.deepEqual([closed.state, closed.outcome], ['closed', 'nothing left'])
})

test('a due record that is still due with a later date stays in its review, which is not closed', async () => {
  const reviewId = await review('open')
  const due = await record('2012-06-01', reviewId)
  await change({ period: 'P8Y' })
  await recomputePending(db, { clock })
  const { state, dueOn, version, reviewId: now, flaggedOn } = await read(due)
  assert.deepEqual([state, dueOn, version, now, flaggedOn], ['due', '2020-06-02', 2, reviewId, '2026-11-01'])
  assert.equal(await lockVersion(reviewId), 1)
})

test('an approval lapses when the date moves, even where the record is past its period before and after', async () => {
  const reviewId = await review('approved')
  const approved = await record('2012-06-01', reviewId, 'approved')
  const untouched = await record('2012-06-01', await review('approved', 'LIB-03'), 'approved', 'LIB-03')
  await change({ period: 'P8Y' })
  await recomputePending(db, { clock })
  const { state, reviewId: now, flaggedOn, reviewBy } = await read(approved)
  assert.deepEqual([state, now, flaggedOn, reviewBy], ['retained', null, null, null])
  assert.equal((await read(untouched)).state, 'approved')
  const rows = await db.selectFrom('recordChanges').selectAll().where('recordId', '=', approved).orderBy('id').execute()
  assert.match(`${rows[1]?.before}: ${rows[1]?.reason}`, /^Disposal review \d+, since 2026-11-01: .* no longer holds$/)
})

test('an approval lapses when its authority changes, and stands when only the owner does', async () => {
  const approved = await record('2012-06-01', await review('approved'), 'approved')
  const owner = await change({ ownerName: 'Somebody else' })
  assert.equal(owner.toApply, false)
  await recomputePending(db, { clock })
  assert.deepEqual([(await read(approved)).state, (await read(approved)).version], ['approved', 1])
  await change({ ownerName: 'Somebody else', authority: 'Another act' })
  await recomputePending(db, { clock })
  assert.deepEqual([(await read(approved)).state, (await read(approved)).version], ['retained', 3])
})

test('a review that loses a record counts as changed, so that a decision on the old list is refused', async () => {
  const reviewId = await review('open')
  await record('2019-06-01', reviewId)
  await record('2010-06-01', reviewId)
  await change({ period: 'P8Y' })
  await recomputePending(db, { clock })
  assert.equal(await lockVersion(reviewId), 2)
})

test('a shorter period leaves records already held as they were, under their old version', async () => {
  const kept = await record('2024-05-01')
  await change({ period: 'P1Y' })
  await recomputePending(db, { clock })
  const { retainUntil, version, state } = await read(kept)
  assert.deepEqual([retainUntil, version, state], ['2030-05-01', 1, 'retained'])
  assert.equal((await rulesByCode(db)).get(code)?.period, 'P1Y')
})

test('a shorter period that is accepted applies, and what becomes due waits for the sweep', async () => {
  const kept = await record('2024-05-01')
  await change({ period: 'P1Y' }, true)
  await recomputePending(db, { clock })
  const { dueOn, version, state, reviewId } = await read(kept)
  assert.deepEqual([dueOn, version, state, reviewId], ['2025-05-02', 2, 'retained', null])
})

test('a shorter period that was not accepted can be applied to records later', async () => {
  const kept = await record('2024-05-01')
  await change({ period: 'P1Y' })
  await recomputePending(db, { clock })
  await change({ period: 'P1Y' }, true)
  await recomputePending(db, { clock })
  assert.deepEqual([(await read(kept)).dueOn, (await read(kept)).version], ['2025-05-02', 3])
})

test('lengthening and then shortening without acceptance leaves the longer date, however late it is applied', async () => {
  const kept = await record('2024-05-01')
  await change({ period: 'P9Y' })
  await change({ period: 'P7Y' })
  await recomputePending(db, { clock })
  assert.deepEqual([(await read(kept)).retainUntil, (await read(kept)).version], ['2033-05-01', 2])
})

test('what becomes permanent leaves its review and has no date', async () => {
  const due = await record('2012-06-01', await review('open'))
  await change({ disposalAction: 'retain permanently', period: '' })
  await recomputePending(db, { clock })
  const { state, dueOn, reviewId } = await read(due)
  assert.deepEqual([state, dueOn, reviewId], ['permanent', null, null])
})

test('what was permanent is dated only when that is accepted', async () => {
  await change({ disposalAction: 'retain permanently', period: '' })
  const permanent = await record('2012-06-01')
  await recomputePending(db, { clock })
  assert.equal((await read(permanent)).state, 'permanent')
  await change({ period: 'P2Y' })
  await recomputePending(db, { clock })
  assert.equal((await read(permanent)).state, 'permanent')
  await change({ period: 'P2Y', ownerName: 'Another' }, true)
  await recomputePending(db, { clock })
  assert.equal((await read(permanent)).dueOn, '2014-06-02')
})

test('an extension stands while the new rule is shorter, and gives way when it is longer', async () => {
  const extended = await record('2016-01-01', null, undefined, code, '2027-01-01')
  await change({ period: 'P12Y' })
  await recomputePending(db, { clock })
  assert.equal((await read(extended)).retainUntil, '2028-01-01')
  await change({ period: 'P2Y' }, true)
  await recomputePending(db, { clock })
  assert.equal((await read(extended)).retainUntil, '2027-01-01')
})

test('records that are gone or instructed are not touched', async () => {
  const gone = await record(null, null, 'destroyed')
  const instructed = await record('2012-06-01', null, 'instructed')
  await change({ period: 'P20Y' })
  await recomputePending(db, { clock })
  assert.equal((await read(gone)).version, 1)
  assert.equal((await read(instructed)).dueOn, '2018-06-02')
})

test('a recomputation that is stopped goes on where it was and ends as if it had not been', async () => {
  for (let day = 0; day < 1500; day++) await record(addDays('2018-01-01', day))
  await change({ period: 'P9Y' })
  const stopping = new AbortController()
  const renew = async () => stopping.abort(new Error('stopped'))
  await assert.rejects(recomputePending(db, { clock, signal: stopping.signal, renew }), /stopped/)
  const half = await moved()
  assert.ok(half > 0 && half < 1500, String(half))
  const done = await recomputePending(db, { clock })
  assert.equal(done.records, 1500 - half)
  assert.equal(await moved(), 1500)
  const told = db.selectFrom('auditEvents').where('subjectId', '=', code)
  const { records } = await told.select((eb) => eb.fn.sum('recordCount').as('records')).executeTakeFirstOrThrow()
  assert.equal(Number(records), 1500, 'the trail tells of all of them')
  assert.deepEqual(await recomputePending(db, { clock }), { versions: 0, records: 0, leftReviews: 0, refused: [] })
})

test('one rule can be recomputed by itself', async () => {
  const { ruleId } = await change({ period: 'P7Y' })
  const records = [await record('2020-01-01'), await record('2020-01-01', null, undefined, 'LIB-03')]
  await recomputeRule(db, ruleId, { clock })
  assert.deepEqual([(await read(records[0]!)).version, (await read(records[1]!)).version], [2, 1])
})

async function change(parts: Partial<RuleContent>, shortensExisting = false) {
  const version = (await ruleByCode(db, code, null))!.version
  const changed = await changeRule(db, grace, { code, seen: version, content: content(parts), shortensExisting })
  assert.ok(changed.ok)
  return changed.value
}

const record = (
  triggerOn: IsoDate | null,
  reviewId: number | null = null,
  state?: RecordState,
  rule = code,
  keptUntil: IsoDate | null = null,
): Promise<number> =>
  heldRecord(db, {
    rule,
    triggerOn,
    keptUntil,
    reviewId,
    ...(state ? { state } : {}),
    sourceSystemId: world.systems.lms,
    serviceId: world.services.libraries,
  })

const review = (state: 'open' | 'approved', rule = code): Promise<number> =>
  reviewOf(db, { rule, state, serviceId: world.services.libraries })

async function read(id: number) {
  return db
    .selectFrom('records')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'records.ruleVersionId')
    .select(['state', 'retainUntil', 'dueOn', 'version.version', 'reviewId', 'flaggedOn', 'reviewBy'])
    .where('records.id', '=', id)
    .executeTakeFirstOrThrow()
}

const moved = async () => {
  const { versionId } = (await rulesByCode(db)).get(code)!
  return (await db.selectFrom('records').select('id').where('ruleVersionId', '=', versionId).execute()).length
}

const lockVersion = async (id: number) =>
  (await db.selectFrom('disposalReviews').select('lockVersion').where('id', '=', id).executeTakeFirst())?.lockVersion
