import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { accountById } from '../../db/queries/accounts.ts'
import type { Db } from '../../db/schema.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { forgetMessages } from '../jobs/old-messages.ts'
import { giveLink, sendLink, setPasswordByLink } from './account-links.ts'
import { accountFacts, changeAccount, suspendAccount } from './accounts.ts'
import type { Acting } from './acting.ts'
import { fingerprint } from './fingerprint.ts'
import { tryMessagesAgain } from './mail-queue.ts'
import { type Delivery, sendDueMail } from './mail-sending.ts'
import { acting } from './test-acting.ts'

let db: Db
let close: () => Promise<void>
let id: number
let now: string
const clock = { today: () => now.slice(0, 10), now: () => now }
const site = {
  baseUrl: 'https://muniment.example',
  mail: { smtpUrl: 'smtp://mail.example', from: 'm@muniment.example' },
}
let administrator: Acting
beforeEach(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  now = '2026-11-22T12:00:00.000Z'
  const { users } = await smallWorld(db)
  id = users.manager.id
  administrator = { ...acting(clock, 'administrator'), who: users.administrator }
  await db.transaction().execute(async (tx) => giveLink(tx, administrator, await person(tx), 'invitation', site))
})
afterEach(() => close())

async function person(on = db) {
  const account = await accountById(on, id)
  assert.ok(account)
  return account
}
const messages = () => db.selectFrom('mailOutbox').selectAll().orderBy('id').execute()
const linksKept = async () =>
  (await messages()).flatMap(({ text, html }) => `${text}${html}`.match(/token=[\w-]+/g) ?? [])
const token = async () => (await linksKept())[0]?.slice('token='.length) ?? ''
const answer = (delivery: Delivery) =>
  sendDueMail(db, { clock, signal: new AbortController().signal, deliver: async () => delivery })
const refused = () => answer({ delivered: false, fault: 'message for good', why: '550 No' })

for (const [state, before] of [
  ['waits', async () => {}],
  ['was given up', refused],
] as const) {
  test(`a message that ${state} goes when its link is used`, async () => {
    await before()
    assert.ok((await setPasswordByLink(db, { clock }, await token(), 'otter kettle violet spoon', site)).ok)
    assert.deepEqual(await linksKept(), [])
  })

  test(`a message that ${state} goes when its link is replaced, and the new one waits`, async () => {
    await before()
    const old = await token()
    await db.updateTable('users').set({ passwordHash: 'x' }).where('id', '=', id).execute()
    assert.ok((await sendLink(db, administrator, id, 'password reset', site)).ok)
    const [message, ...more] = await messages()
    assert.deepEqual([message?.kind, more], ['password reset', []])
    assert.ok(!(await linksKept()).includes(`token=${old}`) && (await token()) !== '')
  })

  test(`a message that ${state} goes when the account is suspended, and those to others stay`, async () => {
    await before()
    const other = await db.selectFrom('users').selectAll().where('role', '=', 'auditor').executeTakeFirstOrThrow()
    await db.transaction().execute((tx) => giveLink(tx, administrator, other, 'invitation', site))
    assert.ok((await suspendAccount(db, administrator, id, 'Left')).ok)
    assert.deepEqual(
      (await messages()).map(({ userId }) => userId),
      [other.id],
    )
  })

  test(`a message that ${state} goes when the e-mail address changes`, async () => {
    await before()
    const account = await person()
    const draft = { name: account.name, email: 'new@council.example', role: account.role, services: ['LIB'] }
    assert.ok((await changeAccount(db, administrator, id, fingerprint(accountFacts(account)), draft)).ok)
    assert.deepEqual(await linksKept(), [])
  })
}

test('a message that was given up can be tried again while its link works, and is emptied after that', async () => {
  await refused()
  await forgetMessages({ db, clock })
  assert.equal((await linksKept()).length > 0, true)
  assert.equal(await tryMessagesAgain(db, administrator), 1)
  await refused()
  now = '2026-11-29T12:00:00.000Z'
  await forgetMessages({ db, clock })
  assert.deepEqual(await linksKept(), [])
  const [message] = await messages()
  assert.deepEqual([message?.text, message?.html, message?.givenUpAt], ['', '', '2026-11-22T12:00:00.000Z'])
  assert.equal(await tryMessagesAgain(db, administrator), 0)
})

test('a message that is given up after its link has expired is emptied at once', async () => {
  now = '2026-11-30T12:00:00.000Z'
  assert.equal((await refused()).givenUp, 1)
  assert.deepEqual(await linksKept(), [])
})
