import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Db } from '../../db/schema.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { hashOfList } from '../domain/audit-event.ts'
import type { IsoDate } from '../domain/calendar.ts'
import type { Role } from '../domain/permission.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { recordEvent } from './audit.ts'
import { verifyTrail } from './audit-trail.ts'
import { sweep } from './sweep.ts'
import { acting } from './test-acting.ts'
import { clockAt, putOwnRule, somethingHappened } from './test-own-rule.ts'

let db: Db
let world: Awaited<ReturnType<typeof smallWorld>>
let close: () => Promise<void>
beforeEach(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
})
afterEach(() => close())

const rule = (parts: Partial<RuleContent> = {}) => putOwnRule(db, parts)
const happened = (day: IsoDate, parts: { role?: Role; time?: string } = {}) => somethingHappened(db, world, day, parts)

async function sweptOn(day: IsoDate, asOf?: IsoDate): Promise<string[]> {
  const swept = await sweep(db, { ...acting(clockAt(day)), asOf, confirmDate: true })
  assert.ok(swept.ok, JSON.stringify(swept))
  const run = await db.selectFrom('jobRuns').select('notes').orderBy('id', 'desc').executeTakeFirstOrThrow()
  return JSON.parse(run.notes)
}

const namedEvents = async () =>
  (await db.selectFrom('auditEventPersons').select('eventId').orderBy('eventId').execute()).map(
    ({ eventId }) => eventId,
  )
const erasures = () =>
  db.selectFrom('auditEvents').selectAll().where('kind', '=', 'names erased').orderBy('id').execute()
const whole = async () => assert.equal((await verifyTrail(db)).broken, null)

test('names and addresses go on the day after the period, counted from the end of the financial year, and the chain stays whole', async () => {
  await rule()
  const early = [await happened('2019-04-01'), await happened('2020-03-31', { role: 'manager' })]
  const later = await happened('2020-04-01')
  assert.deepEqual(await sweptOn('2026-03-31'), [])
  for (const id of early) assert.ok((await namedEvents()).includes(id), 'the last day is a day on which they are kept')

  const notes = await sweptOn('2026-04-01')
  assert.deepEqual(notes, ['The names and addresses of 2 events of the audit trail were erased, by rule AUD-01.'])
  const kept = await namedEvents()
  assert.ok(!early.some((id) => kept.includes(id)) && kept.includes(later))
  const [erasure, ...more] = await erasures()
  assert.ok(erasure && more.length === 0)
  assert.deepEqual([erasure.recordCount, erasure.listHash], [2, hashOfList(early)])
  assert.deepEqual(JSON.parse(erasure.details).facts, {
    rule: 'AUD-01',
    'first event': early[0],
    'last event': early[1],
  })
  const events = await db.selectFrom('auditEvents').selectAll().execute()
  assert.ok(!JSON.stringify(events).includes('Grace Ashby'))
  const { broken, erased } = await verifyTrail(db)
  assert.deepEqual([broken, erased], [null, 2])
})

test('a second sweep of the day erases nothing more, and each year accounts for its own', async () => {
  await rule()
  await happened('2019-06-01')
  await happened('2021-06-01')
  await sweptOn('2026-04-01')
  assert.deepEqual(await sweptOn('2026-04-01'), [])
  assert.equal((await sweptOn('2028-04-01')).length, 1)
  assert.equal((await erasures()).length, 2)
  await whole()
})

test('the day of an event is that of London', async () => {
  await rule()
  const id = await happened('2020-03-31', { time: '23:30:00' })
  await sweptOn('2026-04-01')
  assert.ok((await namedEvents()).includes(id), 'half past midnight on 1 April, by summer time')
  await sweptOn('2027-04-01')
  assert.ok(!(await namedEvents()).includes(id))
  await whole()
})

test('more names than go at once go in parts, each an event of its own', async () => {
  await rule()
  await db.transaction().execute(async (tx) => {
    const who = world.users.auditor
    for (let n = 0; n < 2100; n++)
      await recordEvent(
        tx,
        { who, clock: clockAt('2019-06-01') },
        { kind: 'signed out', subject: { kind: 'user', id: '3' } },
      )
  })
  assert.match(String(await sweptOn('2026-04-01')), /of 2,100 events/)
  assert.deepEqual(
    (await erasures()).map(({ recordCount }) => recordCount),
    [2000, 100],
  )
  await whole()
})

test('where a clock was put back, what lies between is kept, and erased in its own time', async () => {
  await rule()
  const ids = [await happened('2019-06-01'), await happened('2024-06-01'), await happened('2019-06-02')]
  await sweptOn('2026-04-01')
  assert.deepEqual(
    (await namedEvents()).filter((id) => ids.includes(id)),
    [ids[1]],
  )
  assert.equal((await erasures()).length, 2)
  await whole()
  await sweptOn('2031-04-01')
  assert.deepEqual(
    (await namedEvents()).filter((id) => ids.includes(id)),
    [],
  )
  await whole()
})

test('a name that goes without an erasure, or an erasure that lists another, is found', async () => {
  await rule()
  await happened('2019-06-01')
  const kept = await happened('2024-06-01')
  await sweptOn('2026-04-01')
  await db.deleteFrom('auditEventPersons').where('eventId', '=', kept).execute()
  assert.deepEqual((await verifyTrail(db)).broken?.event, kept)
})

test('nothing is erased without a confirmed rule that says so, and the run says why', async () => {
  const id = await happened('2000-01-01')
  assert.deepEqual(await sweptOn('2026-04-01'), [
    'The names of people in the audit trail are kept: the schedule has no rule AUD-01.',
  ])
  await rule({ disposalAction: 'review' })
  assert.match(String(await sweptOn('2026-04-02')), /has no period after which they are destroyed/)
  assert.ok((await namedEvents()).includes(id))
  await db.updateTable('retentionRules').set({ code: 'OLD' }).where('code', '=', 'AUD-01').execute()
  await rule()
  const { currentVersionId } = await db
    .selectFrom('retentionRules')
    .selectAll()
    .where('code', '=', 'AUD-01')
    .executeTakeFirstOrThrow()
  const version = await db
    .selectFrom('retentionRuleVersions')
    .selectAll()
    .where('id', '=', currentVersionId)
    .executeTakeFirstOrThrow()
  const { id: _, ...content } = { ...version, version: 2, standing: 'proposed' as const }
  const added = await db.insertInto('retentionRuleVersions').values(content).returning('id').executeTakeFirstOrThrow()
  await db.updateTable('retentionRules').set({ currentVersionId: added.id }).where('code', '=', 'AUD-01').execute()
  assert.match(String(await sweptOn('2026-04-03')), /is a proposal that nobody has confirmed/)
  assert.ok((await namedEvents()).includes(id))
})

test('a run for a past date erases nothing', async () => {
  await rule()
  const id = await happened('2000-01-01')
  assert.deepEqual(await sweptOn('2026-04-02', '2026-04-01'), [])
  assert.ok((await namedEvents()).includes(id))
})

test('the account of somebody who left loses name, address and every way in, and one that works is left alone', async () => {
  await rule()
  const { manager, auditor, administrator } = world.users
  const suspend = (id: number, at: string) =>
    db
      .updateTable('users')
      .set({ suspendedAt: at, ssoSubject: `s-${id}` })
      .where('id', '=', id)
      .execute()
  await suspend(manager.id, '2020-03-31T12:00:00.000Z')
  await suspend(auditor.id, '2020-03-31T23:30:00.000Z')
  await db.insertInto('recoveryCodes').values({ userId: manager.id, codeHash: 'h', usedAt: null }).execute()
  assert.deepEqual(await sweptOn('2026-04-01'), ['1 closed account lost name and e-mail address, by rule AUD-01.'])
  const account = await db.selectFrom('users').selectAll().where('id', '=', manager.id).executeTakeFirstOrThrow()
  assert.deepEqual(
    [account.name, account.email, account.passwordHash, account.ssoSubject, account.erasedAt, account.role],
    [
      `Former user ${manager.id}`,
      `former-${manager.id}@erased.invalid`,
      '',
      null,
      '2026-04-01T12:00:00.000Z',
      'manager',
    ],
  )
  assert.deepEqual(await db.selectFrom('recoveryCodes').selectAll().execute(), [])
  const others = await db.selectFrom('users').select(['id', 'name']).where('erasedAt', 'is', null).execute()
  for (const { id, name } of [auditor, administrator]) assert.deepEqual(others.find((one) => one.id === id)?.name, name)
  const [event] = await erasures()
  assert.deepEqual([event?.subjectKind, event?.subjectId, event?.whoId], ['user', String(manager.id), 'Nightly sweep'])
  assert.deepEqual(await sweptOn('2026-04-02'), [])
  await whole()
})
