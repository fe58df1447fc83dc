import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { isHeld } from '../../db/queries/held.ts'
import { addHoldReferences } from '../../db/queries/hold-release.ts'
import { placeHold } from '../../db/test-holds.ts'
import { addOfEveryKind } from '../../db/test-records.ts'
import { smallWorld, type TemporaryDatabase, temporaryDatabase } from '../../db/test-world.ts'
import { addDays } from '../domain/calendar.ts'
import { type DueSoon, dueSoon } from './due-soon.ts'

const TODAY = '2026-11-22'
const RECORDS = 160

let database: TemporaryDatabase
let world: Awaited<ReturnType<typeof smallWorld>>

before(async () => {
  database = await temporaryDatabase()
  const { db } = database
  world = await smallWorld(db)
  const { ids } = await addOfEveryKind(db, world, RECORDS, (at) => addDays('2019-01-01', at))
  for (const [at, id] of ids.entries())
    await db
      .updateTable('records')
      .set({ retainUntil: addDays(TODAY, at), dueOn: addDays(TODAY, at + 1) })
      .where('id', '=', id)
      .where('state', '=', 'retained')
      .execute()
})
after(() => database.close())

/** How many of the records of a row are held, as the condition has it of each record by itself. */
async function heldOneByOne({ serviceCode, ruleCode, from, to }: DueSoon): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from records
    join retention_rules as rule on rule.id = records.rule_id
    left join services as said on said.id = records.service_id
    left join services as service on service.id = coalesce(said.merged_into_id, said.id)
    where state = 'retained' and due_on between ${from} and ${to} and rule.code = ${ruleCode}
      and service.code is not distinct from ${serviceCode} and ${isHeld()}`.execute(database.db)
  return rows[0]?.count ?? 0
}

async function compared(horizon: '30' | '180'): Promise<{ records: number; held: number }> {
  const rows = await dueSoon(database.db, null, { horizon }, TODAY)
  assert.ok(rows.length > 5)
  for (const row of rows) assert.equal(row.held, await heldOneByOne(row), `${row.serviceCode} ${row.ruleCode}`)
  const sum = (of: (row: DueSoon) => number) => rows.reduce((total, row) => total + of(row), 0)
  return { records: sum(({ records }) => records), held: sum(({ held }) => held) }
}

test('without a hold nothing that soon falls due is held', async () => {
  assert.equal((await compared('180')).held, 0)
})

test('what holds keep of what soon falls due is what they keep record by record, whatever they ask for', async () => {
  const { db } = database
  const { libraries } = world.services
  const { musicSystem, lms } = world.systems
  const held: number[] = []
  await placeHold(db, world, [{ serviceId: libraries, ruleId: world.rules['LIB-01'].ruleId }])
  held.push((await compared('180')).held)
  await placeHold(db, world, [{ sourceSystemId: musicSystem, triggerFrom: '2019-01-20' }])
  held.push((await compared('180')).held)
  const list = await placeHold(db, world, [])
  await addHoldReferences(db, list, lms, ['R-1', 'R-2', 'R-3', 'R-77', 'R-999'])
  held.push((await compared('180')).held)
  assert.ok((await compared('30')).held < (held.at(-1) ?? 0))
  await placeHold(db, world, [{ triggerFrom: '2000-01-01' }])
  const { records, held: every } = await compared('180')
  assert.equal(every, records)
  held.push(every)
  assert.deepEqual(
    held,
    [...new Set(held)].sort((a, b) => a - b),
    'each hold keeps more',
  )
})
