import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { stranger } from '../domain/permission.ts'
import type { Identity } from '../domain/single-sign-on.ts'
import { personFromProvider, type RolesFrom } from './single-sign-on.ts'

let place: Awaited<ReturnType<typeof temporaryDatabase>>
before(async () => {
  place = await temporaryDatabase()
  await smallWorld(place.db)
})
after(() => place.close())

const NOW = '2026-11-22T12:00:00.000Z'
const acting = {
  ...{ who: stranger(), clock: { now: () => NOW, today: () => '2026-11-22' } },
  ...{ requestId: 'r-1', address: '192.0.2.7' },
}

let seen = 0
beforeEach(async () => {
  await place.db.updateTable('users').set({ ssoSubject: null, suspendedAt: null, passwordHash: 'none' }).execute()
  await place.db.updateTable('users').set({ role: 'manager' }).where('email', '=', 'manager@muniment.example').execute()
  seen = (await events()).length
})

const events = () =>
  place.db
    .selectFrom('auditEvents as event')
    .leftJoin('auditEventPersons as person', 'person.eventId', 'event.id')
    .select([
      'event.kind',
      'event.whoRole',
      'event.subjectId',
      'event.details',
      'person.name',
      'person.details as personal',
    ])
    .orderBy('event.id')
    .execute()

/** What was written down in this test: what happened, by whom, and the chained details. */
const written = async () =>
  (await events()).slice(seen).map(({ kind, whoRole, details }) => [kind, whoRole, JSON.parse(details)])

const subject = 'https://login.example.gov.uk a-1'
const mark: Identity = { subject, email: 'Manager@Muniment.example', name: 'Mark L', role: null }
const ada: Identity = { subject, email: 'ada@council.example', name: 'Ada Byron', role: 'auditor' }

const enters = async (identity: Identity, rolesFrom: RolesFrom = 'Muniment') => {
  const person = await personFromProvider(place.db, acting, identity, rolesFrom, {
    baseUrl: 'http://muniment.test',
    mail: undefined,
  })
  return person.ok ? `${person.value.email} as ${person.value.role}` : (person.problems[0]?.text ?? '')
}

const account = (email: string) =>
  place.db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst()

describe('an account is found', () => {
  test('by its e-mail address at first, in any case, and is linked by that', async () => {
    assert.equal(await enters(mark), 'manager@muniment.example as manager')
    assert.equal((await account('manager@muniment.example'))?.ssoSubject, subject)
    assert.deepEqual(await written(), [
      ['linked to single sign-on', 'manager', { changes: [], facts: { 'password taken away': true } }],
    ])
    const event = (await events()).at(-1)
    assert.equal(event?.name, 'Mark Lowe')
    assert.match(event?.personal ?? '', /a-1/)
  })

  test('by the provider’s own id from then on, whatever its e-mail address there', async () => {
    await enters(mark)
    assert.equal(await enters({ ...mark, email: 'auditor@muniment.example' }), 'manager@muniment.example as manager')
    assert.equal(await enters({ ...mark, email: null }), 'manager@muniment.example as manager')
    assert.equal((await written()).length, 1)
  })

  test('by its e-mail address never again once it is linked', async () => {
    await enters(mark)
    assert.match(await enters({ ...mark, subject: 'https://login.example.gov.uk b-2' }), /belongs to another identity/)
    assert.deepEqual((await written()).at(-1), [
      'sign-in failed',
      'nobody',
      { changes: [], facts: { by: 'single sign-on', reason: 'another identity' } },
    ])
  })

  test('but not entered while it is suspended, linked or not', async () => {
    await place.db
      .updateTable('users')
      .set({ suspendedAt: NOW })
      .where('email', '=', 'manager@muniment.example')
      .execute()
    assert.match(await enters(mark), /is suspended/)
    await place.db
      .updateTable('users')
      .set({ ssoSubject: subject })
      .where('email', '=', 'manager@muniment.example')
      .execute()
    assert.match(await enters(mark), /is suspended/)
    assert.match(await enters({ ...mark, role: 'manager' }, 'claims'), /is suspended/)
  })

  test('or else whom to ask is said, and the refusal is written down without a name in the chain', async () => {
    assert.match(await enters(ada), /You have no account in Muniment yet\. Ask an administrator/)
    assert.match(await enters({ ...ada, email: null }), /without a confirmed e-mail address/)
    const [first] = (await events()).slice(seen)
    assert.deepEqual([first?.kind, first?.subjectId, first?.name], ['sign-in failed', '', 'ada@council.example'])
    assert.doesNotMatch(first?.details ?? '', /ada|Byron/)
    assert.equal(await account('ada@council.example'), undefined)
  })
})

describe('when claims give roles', () => {
  test('an account is made at the first sign-in, without a password and without services', async () => {
    assert.equal(await enters({ ...ada, role: 'manager' }, 'claims'), 'ada@council.example as manager')
    const made = await account('ada@council.example')
    assert.deepEqual(
      [made?.name, made?.passwordHash, made?.ssoSubject, made?.createdAt],
      ['Ada Byron', '', subject, NOW],
    )
    assert.deepEqual(await written(), [
      ['added', 'program', { changes: [{ field: 'role', before: null, after: 'Service manager' }], facts: {} }],
    ])
    await place.db.deleteFrom('users').where('email', '=', 'ada@council.example').execute()
  })

  test('none is made without an e-mail address, or without a role', async () => {
    assert.match(await enters({ ...ada, email: null }, 'claims'), /without a confirmed e-mail address/)
    assert.match(await enters({ ...ada, role: null }, 'claims'), /has no role in Muniment/)
    assert.equal(await account('ada@council.example'), undefined)
  })

  test('the role follows the claim, and with another role a manager’s services go', async () => {
    assert.equal(await enters({ ...mark, role: 'manager' }, 'claims'), 'manager@muniment.example as manager')
    assert.equal(await enters({ ...mark, role: 'auditor' }, 'claims'), 'manager@muniment.example as auditor')
    assert.deepEqual((await written()).slice(1), [
      [
        'changed',
        'program',
        {
          changes: [
            { field: 'role', before: 'Service manager', after: 'Auditor' },
            { field: 'services', before: 'Libraries', after: null },
          ],
          facts: { by: 'single sign-on' },
        },
      ],
    ])
  })

  test('even the last administrator’s does', async () => {
    const only = { ...mark, email: 'administrator@muniment.example' }
    assert.equal(await enters({ ...only, role: 'auditor' }, 'claims'), 'administrator@muniment.example as auditor')
    assert.equal(
      await enters({ ...only, role: 'administrator' }, 'claims'),
      'administrator@muniment.example as administrator',
    )
  })

  test('who has none any more is refused, and their sessions end', async () => {
    await enters({ ...mark, role: 'manager' }, 'claims')
    const id = (await account('manager@muniment.example'))?.id ?? 0
    const session = { userId: id, data: '{}', createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW, endsAt: NOW }
    const usual = { address: '', browser: '' }
    await place.db
      .insertInto('sessions')
      .values([
        { ...session, ...usual, idHash: 'a' },
        { ...session, ...usual, idHash: 'b' },
      ])
      .execute()
    assert.match(await enters({ ...mark, role: null }, 'claims'), /has no role in Muniment/)
    assert.equal((await place.db.selectFrom('sessions').selectAll().execute()).length, 0)
    assert.deepEqual(
      (await written()).slice(1).map(([kind, who, { facts }]) => [kind, who, facts]),
      [
        ['sessions ended', 'program', { sessions: 2, reason: 'no role at the identity provider' }],
        ['sign-in failed', 'nobody', { by: 'single sign-on', reason: 'no role' }],
      ],
    )
  })

  test('nobody’s sessions end by the word of somebody who is not linked to the account', async () => {
    const id = (await account('manager@muniment.example'))?.id ?? 0
    const session = { userId: id, data: '{}', createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW, endsAt: NOW }
    await place.db
      .insertInto('sessions')
      .values({ ...session, idHash: 'c', address: '', browser: '' })
      .execute()
    assert.match(await enters(mark, 'claims'), /has no role in Muniment/)
    assert.equal((await place.db.selectFrom('sessions').selectAll().execute()).length, 1)
  })
})
