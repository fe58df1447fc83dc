import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Db } from '../../db/schema.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { type Agent, program } from '../domain/permission.ts'
import { type Happening, recordEvent } from './audit.ts'
import { verifyTrail } from './audit-trail.ts'
import { changeRule } from './retention-rules.ts'
import { sweep } from './sweep.ts'
import { acting } from './test-acting.ts'
import { clockAt, ownContent, putOwnRule, somethingHappened } from './test-own-rule.ts'

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

const happened = (day: IsoDate) => somethingHappened(db, world, day)
const whole = async () => assert.equal((await verifyTrail(db)).broken, null)
const forgetRule = (code: string) =>
  db.updateTable('retentionRules').set({ code }).where('code', '=', 'AUD-01').execute()

/** Takes names out and writes an erasure that lists them, as somebody who owns the file can; gives its number. */
async function forged(
  ids: number[],
  on: IsoDate,
  { who = program('Nightly sweep') as Agent, last = ids.at(-1) ?? 0 } = {},
): Promise<number> {
  await db.deleteFrom('auditEventPersons').where('eventId', 'in', ids).execute()
  const facts = { rule: 'AUD-01', 'first event': ids[0] ?? 0, 'last event': last }
  const subject = { kind: 'audit trail', id: '' } as const
  const erasing: Happening = { kind: 'names erased', subject, records: ids, facts }
  return db.transaction().execute((tx) => recordEvent(tx, { who, clock: clockAt(on) }, erasing))
}
const foundAt = async (event: number, words: RegExp, today?: IsoDate) => {
  const { broken } = await verifyTrail(db, today === undefined ? {} : { today })
  assert.equal(broken?.event, event, broken?.text ?? 'nothing was found')
  assert.match(broken.text, words)
}

test('an erasure is found when a name was not past its period, also among others that were', async () => {
  await putOwnRule(db)
  const old = await happened('2019-06-01')
  const young = await happened('2020-04-01')
  const erasure = await forged([old, young], '2026-04-01')
  await foundAt(erasure, new RegExp(`on 1 April 2026 who event ${young} names, whom rule AUD-01 kept for longer`))
})

test('an erasure is found when no rule was in force that day, or none that erases', async () => {
  const ids = [await happened('2000-01-01')]
  const erasure = await forged(ids, '2026-04-01')
  const words = /when rule AUD-01 was not in force to say so/
  await foundAt(erasure, words)
  await putOwnRule(db, {}, '2026-04-02')
  await foundAt(erasure, words)
  await forgetRule('OLD-1')
  await putOwnRule(db, { disposalAction: 'review' })
  await foundAt(erasure, words)
  await forgetRule('OLD-2')
  await putOwnRule(db, {}, '2026-04-01')
  await whole()
})

test('an erasure is found when somebody else wrote it', async () => {
  await putOwnRule(db)
  const ids = [await happened('2000-01-01')]
  const who = world.users.administrator
  await foundAt(await forged(ids, '2026-04-01', { who }), /was not written by the nightly sweep/)
})

test('an erasure is found when it is about events that came after it', async () => {
  await putOwnRule(db)
  const ids = [await happened('2000-01-01')]
  const last = (ids[0] ?? 0) + 50
  await foundAt(await forged(ids, '2026-04-01', { last }), /which did not come before it/)
})

test('an erasure is found when its day is still to come', async () => {
  await putOwnRule(db)
  const erasure = await forged([await happened('2025-06-01')], '2099-04-01')
  await foundAt(erasure, /is of a day that is still to come/, '2026-04-01')
})

test('an erasure is told by the rule as it was then, not as it became', async () => {
  await putOwnRule(db, { period: 'P1Y' }, '2021-01-01')
  await happened('2019-06-01')
  assert.ok((await sweep(db, acting(clockAt('2022-04-01')))).ok)
  assert.ok((await verifyTrail(db)).erased > 0)
  const content = ownContent({ period: 'P9Y' })
  const change = { code: 'AUD-01', seen: 1, content, shortensExisting: false }
  assert.ok((await changeRule(db, acting(clockAt('2022-04-02')), change)).ok)
  await whole()
  const kept = await happened('2019-06-02')
  await foundAt(await forged([kept], '2022-04-03'), /whom rule AUD-01 kept for longer/)
})

test('an erasure is found when it bears no date', async () => {
  await putOwnRule(db)
  const ids = [await happened('2025-06-01')]
  await foundAt(await forged(ids, 'nonsense'), /is of a day that is still to come/)
})
