import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { type Role, stranger } from '../domain/permission.ts'
import { NotAllowed } from './acting.ts'
import { personFromProvider } from './single-sign-on.ts'
import { unlinkAccount } from './single-sign-on-links.ts'
import { acting } from './test-acting.ts'

const NOW = '2026-11-22T12:00:00.000Z'
const LATER = '2026-11-22T13:00:00.000Z'
const clock = { now: () => NOW, today: () => '2026-11-22' }
const mail = { smtpUrl: 'smtp://mail.example', from: 'm@muniment.example' }

let place: Awaited<ReturnType<typeof temporaryDatabase>>
let users: Awaited<ReturnType<typeof smallWorld>>['users']
beforeEach(async () => {
  place = await temporaryDatabase()
  users = (await smallWorld(place.db)).users
})
afterEach(() => place.close())

/** The person of a role signs in with the provider for the first time. */
const links = async (role: Role, sub = 'a-1') => {
  const identity = { subject: `https://login.example ${sub}`, email: `${role}@muniment.example`, name: '', role: null }
  const site = { baseUrl: 'https://muniment.example', mail }
  return (await personFromProvider(place.db, { who: stranger(), clock }, identity, 'Muniment', site)).ok
}
const account = (role: Role) =>
  place.db.selectFrom('users').selectAll().where('id', '=', users[role].id).executeTakeFirstOrThrow()
const messages = () => place.db.selectFrom('mailOutbox').select(['toAddress', 'subject', 'text']).execute()

describe('an account that is linked to single sign-on', () => {
  test('has no password any more, and no link by which to set one', async () => {
    const link = { kind: 'invitation', tokenHash: 'x', createdAt: NOW, expiresAt: LATER, usedAt: null } as const
    await place.db
      .insertInto('accountLinks')
      .values({ ...link, userId: users.manager.id })
      .execute()
    assert.equal(await links('manager'), true)
    assert.equal((await account('manager')).passwordHash, '')
    assert.deepEqual(await place.db.selectFrom('accountLinks').selectAll().where('usedAt', 'is', null).execute(), [])
  })

  test('is told of to its person, once', async () => {
    await links('manager')
    await links('manager')
    const [message, ...more] = await messages()
    assert.deepEqual([message?.toAddress, more.length], ['manager@muniment.example', 0])
    assert.match(message?.text ?? '', /22 November 2026[\s\S]*your password does not work any more/)
  })

  test('keeps the last password of an administrator, for when the provider is down', async () => {
    await links('administrator')
    assert.equal((await account('administrator')).passwordHash, 'none')
    assert.match((await messages())[0]?.text ?? '', /You can sign in that way from now on/)
  })

  test('but not that of an administrator beside whom another has one', async () => {
    await place.db.updateTable('users').set({ role: 'administrator' }).where('id', '=', users.auditor.id).execute()
    await links('administrator')
    assert.equal((await account('administrator')).passwordHash, '')
  })
})

describe('ending the link', () => {
  test('ends the sessions, lets another identity be linked, and is written down', async () => {
    await links('manager')
    const userId = users.manager.id
    const session = { data: '{}', createdAt: NOW, lastSeenAt: NOW, expiresAt: LATER, endsAt: LATER }
    await place.db
      .insertInto('sessions')
      .values({ ...session, userId, idHash: 'a', address: '', browser: '' })
      .execute()
    assert.deepEqual(await unlinkAccount(place.db, acting(clock, 'administrator'), userId), { ok: true, value: userId })
    assert.equal((await place.db.selectFrom('sessions').selectAll().execute()).length, 0)
    assert.equal(await links('manager', 'another'), true)
    assert.equal((await account('manager')).ssoSubject, 'https://login.example another')
    const events = await place.db.selectFrom('auditEvents').select(['kind', 'subjectId', 'details']).execute()
    assert.deepEqual(events[1], {
      ...{ kind: 'unlinked from single sign-on', subjectId: String(userId) },
      details: '{"changes":[],"facts":{"sessions ended":1}}',
    })
  })

  test('is refused where there is none, and to whoever may not manage accounts', async () => {
    const refused = await unlinkAccount(place.db, acting(clock, 'administrator'), users.manager.id)
    assert.match(refused.ok ? '' : (refused.problems[0]?.text ?? ''), /Mark Lowe is not linked to single sign-on/)
    for (const role of ['governance', 'manager', 'auditor'] as const)
      await assert.rejects(unlinkAccount(place.db, acting(clock, role), users.manager.id), NotAllowed)
  })
})
