import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountById } from '../../db/queries/accounts.ts'
import type { AccountDraft } from '../domain/account.ts'
import { stranger } from '../domain/permission.ts'
import { accountFacts, changeAccount, suspendAccount } from './accounts.ts'
import { fingerprint } from './fingerprint.ts'
import { tryMessagesAgain } from './mail-queue.ts'
import { personFromProvider } from './single-sign-on.ts'
import { digestWorld, TOMORROW } from './test-digest.ts'
import { TODAY } from './test-review.ts'

const { world: at, write, send, digests, subjects, approve, approveSecond } = digestWorld()
const DAY_AFTER = '2026-11-24'

const outbox = () => at().db.selectFrom('mailOutbox').selectAll().orderBy('id').execute()
const change = (values: object) => at().db.updateTable('mailOutbox').set(values).execute()

describe('a digest that could not be sent', () => {
  test('is withdrawn when that of the next day is written, which tells what it would have told', async () => {
    const { review } = await at().due('LIB-09', 2)
    await approve(review.id)
    await approveSecond(review.id)
    const failed = { job: 'backup', state: 'failed', asOf: TODAY, startedBy: 'Schedule', error: 'No room.' } as const
    const times = { startedAt: `${TODAY}T02:30:00.000Z`, finishedAt: `${TODAY}T02:31:00.000Z`, durationMs: 1 }
    await at()
      .db.insertInto('jobRuns')
      .values({ ...failed, ...times })
      .execute()
    await write()
    await write(TOMORROW)
    await at().sweepFor(DAY_AFTER)
    await write(DAY_AFTER)
    assert.deepEqual([await subjects(), await subjects(TOMORROW)], [{}, {}])
    const { manager, administrator } = await subjects(DAY_AFTER)
    assert.equal(manager, '1 decision of others about records of your services')
    assert.equal(administrator, '1 job failed')
  })

  test('is withdrawn also when nothing needs that person any more', async () => {
    const { review } = await at().due('LIB-01', 1)
    await write()
    await approve(review.id)
    await write(TOMORROW)
    assert.equal((await digests()).manager, undefined)
    assert.equal((await digests(TOMORROW)).manager, undefined)
  })

  test('stays while it is being sent, and once it is sent', async () => {
    await at().due('LIB-01', 1)
    await write()
    await change({ claimedUntil: `${TOMORROW}T12:33:00.000Z` })
    await write(TOMORROW)
    assert.deepEqual(Object.keys(await subjects()), ['manager'])
    await change({ claimedUntil: null })
    await send(TOMORROW)
    await write(DAY_AFTER)
    const { manager } = at().world.users
    const ofManager = (await outbox()).filter(({ userId }) => userId === manager.id)
    const sentAt = `${TOMORROW}T13:00:00.000Z`
    assert.deepEqual(
      ofManager.map((message) => message.sentAt),
      [sentAt, sentAt, null],
    )
  })

  test('and was given up is still seen as that, has no words left, and is not tried again', async () => {
    const { manager, administrator } = at().world.users
    await at().due('LIB-01', 1)
    await write()
    await change({ givenUpAt: `${TODAY}T14:00:00.000Z`, lastError: '550 No' })
    const administers = at().act(administrator, TOMORROW)
    await write(TOMORROW)
    const [first] = await outbox()
    assert.deepEqual(
      [first?.userId, first?.lastError, first?.givenUpAt, first?.subject, first?.text, first?.html],
      [manager.id, '550 No', `${TODAY}T14:00:00.000Z`, '', '', ''],
    )
    assert.equal(first?.unsubscribe, '')
    assert.equal((await subjects(TOMORROW)).administrator, '1 message could not be delivered')
    assert.equal(await tryMessagesAgain(at().db, administers), 0)
  })
})

describe('a digest that waits is not for', () => {
  /** An administrator changes the manager's account. */
  const changed = async (parts: Partial<AccountDraft>) => {
    const { manager, administrator } = at().world.users
    const account = await accountById(at().db, manager.id)
    assert.ok(account)
    const { email, name, role, services } = account
    const draft = { email, name, role, services: services.map(({ code }) => code), ...parts }
    const seen = fingerprint(accountFacts(account))
    assert.ok((await changeAccount(at().db, at().act(administrator), manager.id, seen, draft)).ok)
  }

  test('a person who is suspended meanwhile', async () => {
    const { manager, administrator } = at().world.users
    await at().due('LIB-01', 1)
    await write()
    assert.ok((await suspendAccount(at().db, at().act(administrator), manager.id, 'left')).ok)
    assert.deepEqual(await outbox(), [])
  })

  test('a person whose account was closed in any other way', async () => {
    await at().due('LIB-01', 1)
    for (const closed of [{ suspendedAt: TODAY }, { suspendedAt: null, erasedAt: TODAY }]) {
      await write()
      await at().db.updateTable('users').set(closed).where('role', '=', 'manager').execute()
      assert.equal((await send()).sent, 0)
    }
    await write(TOMORROW)
    assert.deepEqual(await outbox(), [])
  })

  test('a manager whose services, role or address have changed', async () => {
    await at().due('LIB-01', 1)
    const parts: Partial<AccountDraft>[] = [
      { services: [] },
      { role: 'auditor', services: [] },
      { email: 'new@muniment.example' },
    ]
    for (const part of parts) {
      await changed({ role: 'manager', services: ['LIB'], email: 'manager@muniment.example' })
      await write()
      assert.equal((await outbox()).length, 1)
      await changed(part)
      assert.deepEqual(await outbox(), [], JSON.stringify(part))
    }
  })

  test('a manager to whom the identity provider gives another role', async () => {
    const { manager } = at().world.users
    await at().due('LIB-01', 1)
    await write()
    const acting = { ...at().act(manager), who: stranger(), requestId: 'r-1', address: '192.0.2.7' }
    const identity = { subject: 'a-1', email: manager.email, name: manager.name, role: 'auditor' } as const
    const site = { baseUrl: 'http://muniment.test', mail: undefined }
    assert.ok((await personFromProvider(at().db, acting, identity, 'claims', site)).ok)
    assert.deepEqual(await outbox(), [])
  })

  test('but stays for one whose name alone has changed', async () => {
    await at().due('LIB-01', 1)
    await write()
    await changed({ name: 'Mark Lowe-Ashby' })
    assert.equal((await outbox()).length, 1)
  })
})
