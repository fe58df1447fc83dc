import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { addDays } from '../../src/domain/calendar.ts'
import { isHeld as heldByTrigger } from '../migrations/disposal-holds.ts'
import type { Db } from '../schema.ts'
import { placeHold } from '../test-holds.ts'
import { addOfEveryKind } from '../test-records.ts'
import { smallWorld, temporaryDatabase } from '../test-world.ts'
import { caughtByHolds } from './caught.ts'
import { changeHold } from './disposal-holds.ts'
import { holdsOver, isHeld, isKeptFromFlagging } from './held.ts'
import { addHoldReferences } from './hold-release.ts'
import { recordTerms } from './record-terms.ts'
import { wantedRecords } from './record-wanted.ts'

const OPENED_ON = '2026-11-01'
const LIFTED_ON = '2026-11-10'
const RECORDS = 120

type World = Awaited<ReturnType<typeof smallWorld>>
let db: Db
let world: World
let close: () => Promise<void>
let holds: Record<'litigation' | 'audit' | 'list' | 'lifted' | 'merged', number>

before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
  const { libraries } = world.services
  const { lms, musicSystem } = world.systems
  const { mergedAway: old } = await addOfEveryKind(db, world, RECORDS, (at) =>
    at % 3 === 0 ? null : addDays('2019-01-01', ((at * 37) % 80) * 40),
  )
  holds = {
    litigation: await placeHold(
      db,
      world,
      [
        { serviceId: libraries, ruleId: world.rules['LIB-01'].ruleId },
        { serviceId: null, sourceSystemId: musicSystem, triggerFrom: '2020-01-01', triggerTo: '2022-06-30' },
      ],
      { kind: 'litigation' },
    ),
    audit: await placeHold(db, world, [{ triggerTo: '2019-06-01' }], { kind: 'audit' }),
    list: await placeHold(db, world, []),
    lifted: await placeHold(db, world, [{ serviceId: libraries }]),
    merged: await placeHold(db, world, [{ serviceId: old, triggerFrom: '2024-01-01' }]),
  }
  await addHoldReferences(db, holds.list, lms, ['R-1', 'R-5', 'R-77', 'R-999'])
  const lifting = { liftedOn: LIFTED_ON, liftedAt: `${LIFTED_ON}T12:00:00.000Z`, liftedByName: 'X', liftedReason: 'Y' }
  assert.ok(await changeHold(db, { id: holds.lifted, lockVersion: 1 }, lifting))
})
after(() => close())

const idsWhere = async (condition: ReturnType<typeof sql>) => {
  const { rows } = await sql<{ id: number }>`select id from records where ${condition} order by id`.execute(db)
  return rows.map(({ id }) => id)
}
const everyId = async () => (await db.selectFrom('records').select('id').orderBy('id').execute()).map(({ id }) => id)

test('the condition of queries and that of the database’s own trigger agree', async () => {
  const held = await idsWhere(isHeld())
  assert.ok(held.length > 10 && held.length < RECORDS - 10, String(held.length))
  assert.deepEqual(await idsWhere(sql.raw(heldByTrigger('records'))), held)
})

test('the holds over records are those of the condition, and the filter of the list leads to them', async () => {
  const held = await idsWhere(isHeld())
  const over = await holdsOver(db, await everyId())
  assert.deepEqual([...over.keys()], held)
  const terms = await recordTerms(db)
  const { where, legs } = wantedRecords({ caught: await caughtByHolds(db) }, null, terms)
  assert.deepEqual(await idsWhere(sql`${where}`), held)
  const byLegs = new Set<number>()
  for (const leg of legs ?? []) for (const id of await idsWhere(sql`${leg.where}`)) byLegs.add(id)
  assert.deepEqual(
    [...byLegs].sort((a, b) => a - b),
    held,
  )
})

test('a hold on a service that was merged away is on the one in its place, and on what still stands with the other', async () => {
  const over = await holdsOver(db, await everyId())
  const rows = await db.selectFrom('records').select(['id', 'serviceId', 'triggerOn']).execute()
  const late = rows.filter(({ triggerOn }) => triggerOn !== null && triggerOn >= '2024-01-01')
  for (const { id, serviceId } of late) {
    const isCaught = over.get(id)?.some((hold) => hold.id === holds.merged) ?? false
    assert.equal(isCaught, serviceId !== null && serviceId !== world.services.libraries, String(id))
  }
  assert.ok(new Set(late.map(({ serviceId }) => serviceId)).size > 3)
})

test('a hold that was lifted keeps records from being flagged until 30 days later', async () => {
  const keptOn = async (day: string) => idsWhere(await isKeptFromFlagging(db, day))
  const held = await idsWhere(isHeld())
  const withLifted = await idsWhere(sql`(${isHeld()} or service_id = ${world.services.libraries})`)
  assert.ok(withLifted.length > held.length)
  assert.deepEqual(await keptOn('2026-12-09'), withLifted)
  assert.deepEqual(await keptOn('2026-12-10'), held)
})

test('the database refuses a record under a hold every state on the way to its end', async () => {
  const [id] = await idsWhere(sql`${isHeld()} and state = 'retained'`)
  const [free] = await idsWhere(sql`not ${isHeld()} and state = 'retained'`)
  const move = (record: number | undefined, state: 'due' | 'approved') =>
    sql`update records set state = ${state}, review_id = 1, flagged_on = ${OPENED_ON}, review_by = ${OPENED_ON} where id = ${record}`.execute(
      db,
    )
  await db
    .insertInto('disposalReviews')
    .values({
      ...{ id: 1, serviceId: world.services.libraries, ruleId: world.rules['LIB-01'].ruleId, state: 'open' },
      ...{
        openedOn: OPENED_ON,
        openedByRunId: null,
        reviewBy: OPENED_ON,
        closedAt: null,
        outcome: null,
        mergedIntoId: null,
      },
    })
    .execute()
  for (const record of [id, free]) await move(record, 'due')
  await assert.rejects(move(id, 'approved'), /a record under a disposal hold comes no nearer to its disposal/)
  await move(free, 'approved')
})

test('holds are neither edited nor deleted, and one that was lifted never changes', async () => {
  const of = (id: number) => db.updateTable('disposalHolds').where('id', '=', id)
  await assert.rejects(of(holds.audit).set({ title: 'Other' }).execute(), /never edited/)
  await assert.rejects(of(holds.lifted).set({ reviewOn: '2028-01-01' }).execute(), /never changes/)
  await assert.rejects(of(holds.lifted).set({ liftedOn: null }).execute(), /never changes|CHECK|check/)
  for (const table of ['disposalHolds', 'holdScopes', 'holdReferences', 'holdEvents'] as const)
    await assert.rejects(db.deleteFrom(table).execute(), /never deleted/)
  await assert.rejects(db.updateTable('holdScopes').set({ serviceId: null }).execute(), /never edited/)
})
