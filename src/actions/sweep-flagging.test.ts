import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type CompiledQuery, Kysely } from 'kysely'
import { Client } from 'pg'
import { besideOthers } from '../../db/beside-others.ts'
import { programNames } from '../../db/names.ts'
import { openDatabase } from '../../db/open.ts'
import { postgresDialect } from '../../db/postgres.ts'
import { keepingFromFlagging } from '../../db/queries/held.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { claimPastPeriod, countToFlag } from '../../db/queries/sweep.ts'
import type { Db, Schema } from '../../db/schema.ts'
import { placeHold } from '../../db/test-holds.ts'
import { addRecords } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase, testServer } from '../../db/test-world.ts'
import { program } from '../domain/permission.ts'
import { verifyTrail } from './audit-trail.ts'
import { stopRun } from './job-stops.ts'
import { sweep } from './sweep.ts'
import { helpSweep, isFlagging, SWEEP } from './sweep-flagging.ts'

const TODAY = '2026-11-22'
const ROWS = 12_000
const clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }
const { signal } = new AbortController()
const NO_SERVER = { skip: testServer ? false : 'on SQLite one transaction writes at a time' }

let opened: Awaited<ReturnType<typeof temporaryDatabase>>
let world: Awaited<ReturnType<typeof smallWorld>>
let another: Db
beforeEach(async () => {
  opened = await temporaryDatabase()
  world = await smallWorld(opened.db)
  another = openDatabase(opened.url)
  await addRecords(opened.db, world, { triggerOn: '2020-01-01' }, ROWS)
})
afterEach(async () => {
  await another.destroy()
  await opened.close()
})

const lastSweep = () =>
  another.selectFrom('jobRuns').selectAll().where('job', '=', SWEEP).orderBy('id', 'desc').executeTakeFirst()

const dueNow = async () =>
  (await opened.db.selectFrom('records').select('id').where('state', '=', 'due').execute()).length

/** Waits until the sweep of another connection has flagged something. */
async function untilFlagging(): Promise<void> {
  for (let n = 0; n < 4000; n++) {
    if ((await isFlagging(another, clock)) && ((await lastSweep())?.done ?? 0) > 0) return
    await pause(1)
  }
  assert.fail('no sweep flagged anything')
}

async function allFlaggedOnce(): Promise<void> {
  const { db } = opened
  const records = await db.selectFrom('records').select(['state', 'reviewId']).execute()
  assert.ok(records.every(({ state, reviewId }) => state === 'due' && reviewId !== null))
  const told = await db.selectFrom('auditEvents').select('recordCount').where('kind', '=', 'records flagged').execute()
  assert.equal(
    told.reduce((sum, { recordCount }) => sum + (recordCount ?? 0), 0),
    ROWS,
  )
  const run = await lastSweep()
  assert.deepEqual([run?.state, run?.newlyDue], ['succeeded', ROWS])
  assert.deepEqual(await wrongCounts(db), [])
  assert.equal((await verifyTrail(db)).broken, null)
}

test('what holds keep is not counted as still to be flagged, nor what is missing at its source', async () => {
  const held = await addRecords(opened.db, world, { rule: 'LIB-03', triggerOn: '2019-01-01' }, 40)
  await addRecords(opened.db, world, { triggerOn: '2018-01-01', missingSince: TODAY }, 3)
  await placeHold(opened.db, world, [{ ruleId: world.rules['LIB-03'].ruleId }])
  const sweeping = sweep(opened.db, { clock, who: program('Schedule') })
  await untilFlagging()
  assert.equal((await lastSweep())?.total, ROWS)
  const outcome = await sweeping
  assert.deepEqual([outcome.ok && outcome.value.newly_due, held.length], [ROWS, 40])
  const told: number[] = []
  let last: { dueOn: string; id: number } | null | undefined
  const lifting = { liftedOn: TODAY, liftedAt: clock.now(), liftedByName: 'Grace Ashby', liftedReason: 'Over' }
  await opened.db.updateTable('disposalHolds').set(lifting).execute()
  await addRecords(opened.db, world, { triggerOn: '2017-01-01' }, 50)
  assert.equal((await keepingFromFlagging(opened.db, TODAY)).length, 1, 'a hold that was lifted lately keeps them too')
  while (last !== null) {
    const next = await countToFlag(opened.db, TODAY, 30, last)
    told.push(next.count)
    last = next.last
  }
  assert.deepEqual([told.reduce((sum, count) => sum + count), told.length], [50, 4])
})

test('who helps a sweep takes records that the other has not got to, and each is flagged once', async () => {
  const sweeping = sweep(opened.db, { clock, who: program('Schedule') })
  await untilFlagging()
  const helped = await helpSweep(another, { clock, signal })
  const outcome = await sweeping
  assert.ok(outcome.ok && outcome.value.newly_due === ROWS && outcome.value.errors.length === 0)
  assert.ok(helped > 0 && helped < ROWS, String(helped))
  await allFlaggedOnce()
})

test('there is nothing to help with where no sweep runs', async () => {
  assert.equal(await helpSweep(another, { clock, signal }), 0)
  await sweep(opened.db, { clock, who: program('Schedule') })
  assert.equal(await isFlagging(another, clock), false)
  assert.equal(await helpSweep(another, { clock, signal }), 0)
})

test('who helps ends with the sweep when a person stops that', async () => {
  const sweeping = sweep(opened.db, { clock, who: program('Schedule') })
  await untilFlagging()
  const helping = helpSweep(another, { clock, signal })
  assert.equal(await stopRun(another, { who: world.users.governance, clock }, (await lastSweep())?.id ?? 0), true)
  assert.equal((await sweeping).ok, false)
  await helping
  const due = await dueNow()
  assert.equal(due, (await lastSweep())?.newlyDue)
  assert.ok(due < ROWS)
  assert.deepEqual(await wrongCounts(opened.db), [])
})

test('what somebody had claimed who did not come to an end is flagged all the same', NO_SERVER, async () => {
  const last = await opened.db.selectFrom('records').select('id').orderBy('id', 'desc').limit(1000).execute()
  const ids = last.map(({ id }) => id)
  const sweeping = sweep(opened.db, { clock, who: program('Schedule') })
  await untilFlagging()
  const dying = besideOthers(another, async (tx) => {
    const claimed = (await claimPastPeriod(tx, ids, TODAY)).flatMap((batch) => batch.ids)
    assert.ok(claimed.length > 0)
    const isPassedOver = async () => (await dueNow()) === ROWS - claimed.length
    for (let n = 0; n < 4000 && !(await isPassedOver()); n++) await pause(5)
    assert.ok(await isPassedOver())
    throw new Error('killed')
  })
  await assert.rejects(dying, /^Error: killed$/)
  assert.ok((await sweeping).ok)
  await allFlaggedOnce()
})

test('pieces that go on beside others pass over what one of them has claimed', NO_SERVER, async () => {
  const all = (await opened.db.selectFrom('records').select('id').orderBy('id').execute()).map(({ id }) => id)
  const idsOf = async (tx: Db, some: number[]) =>
    (await claimPastPeriod(tx, some, TODAY)).flatMap(({ ids }) => ids).sort((a, b) => a - b)
  await besideOthers(another, async (tx) => {
    assert.deepEqual(await idsOf(tx, all.slice(0, 100)), all.slice(0, 100))
    await besideOthers(opened.db, async (other) => {
      assert.deepEqual(await idsOf(other, all.slice(50, 150)), all.slice(100, 150))
    })
  })
})

test('a piece looks up its records one by one, however many are past their period', NO_SERVER, async () => {
  const first = await opened.db.selectFrom('records').select('id').orderBy('id').limit(2000).execute()
  const said: CompiledQuery[] = []
  const dialect = postgresDialect(opened.url, 'safe')
  const heard = new Kysely<Schema>({
    dialect,
    plugins: [programNames],
    log: ({ query }) => void said.push(query),
  })
  const ids = first.map(({ id }) => id)
  await claimPastPeriod(heard, ids, TODAY)
  await heard.destroy()
  const claim = said.find(({ sql }) => /\brecords\b/.test(sql))
  assert.ok(claim)
  const client = new Client({ connectionString: opened.url })
  await client.connect()
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${claim.sql}`, [...claim.parameters])
  await client.end()
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  // Where these records lie: of partitions that other tests have left empty, reading all is reading nothing.
  const part = `records_of_${world.organisationId}`
  assert.match(plan, new RegExp(`Index Scan (using|on) ${part}_pkey`))
  assert.doesNotMatch(plan, new RegExp(`Seq Scan on ${part}\\b|Materialize|Join Filter|state_due_on`))
})
