import assert from 'node:assert/strict'
import { type Deliver, sendDueMail } from '../actions/mail-sending.ts'
import type { fullSite } from './test-full-site.ts'

type Site = Awaited<ReturnType<typeof fullSite>>

/** Settings under which messages wait for a mail server, which asks for a password. */
export const mailSettings = {
  SMTP_URL: 'smtp://relay-user:relay-secret@mail.example.gov.uk',
  MAIL_FROM: 'm@example.gov.uk',
}

/**
 * Gives a full site secrets of every kind, and returns them by what they are: links in a message that waits and in one that the mail server
 * refused, quoting it; and what else lets people and systems in.
 */
export async function plantSecrets(site: Site): Promise<Record<string, string>> {
  const { db, clock, world } = site
  const { id: manager } = world.users.manager
  const administrator = await site.signInAs('administrator')
  const mailed = async (path: string, userId: number) => {
    assert.equal((await administrator.post(path, {})).status, 303)
    return mailedToken(site, userId)
  }
  const reset = await mailed(`/users/${manager}/password-reset`, manager)
  const quoting: Deliver = async ({ text }) => ({
    ...{ delivered: false, fault: 'message for good' },
    why: `550 5.7.1 Not taken for ${/http\S+/.exec(text)?.[0] ?? 'what it says'}`,
  })
  assert.ok((await sendDueMail(db, { clock, signal: new AbortController().signal, deliver: quoting })).givenUp > 0)
  const invitation = await mailed(`/users/${site.invited}/invitation`, site.invited)
  const issued = await administrator.post('/source-systems/LMS/tokens', { name: 'Second', expiresOn: '10/12/2026' })
  const token = /mun_[\w-]{49}/.exec(issued.text)?.[0] ?? ''
  await giveSecondFactor(site, manager)
  return {
    ...{ 'a link for a new password': reset, 'an invitation': invitation, 'an API token': token },
    ...{ 'a second factor': 'sealed-secret-of-the-app', 'the hash of a recovery code': 'hash-of-a-recovery-code' },
    ...(await hashes(site)),
    'the password of the mail server': 'relay-secret',
  }
}

/** What the last message to a person carries, by which its reader is let in. */
async function mailedToken({ db }: Site, userId: number): Promise<string> {
  const { text } = await db
    .selectFrom('mailOutbox')
    .select('text')
    .where('userId', '=', userId)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return /token=([\w-]{43})/.exec(text)?.[1] ?? ''
}

async function giveSecondFactor({ db, clock }: Site, userId: number): Promise<void> {
  const factor = { secondFactorSecret: 'sealed-secret-of-the-app', secondFactorConfirmedAt: clock.now() }
  await db.updateTable('users').set(factor).where('id', '=', userId).execute()
  await db.insertInto('recoveryCodes').values({ userId, codeHash: 'hash-of-a-recovery-code', usedAt: null }).execute()
}

async function hashes({ db, world }: Site): Promise<Record<string, string>> {
  const ofManager = db.selectFrom('users').select('passwordHash').where('id', '=', world.users.manager.id)
  return {
    'the hash of a password': (await ofManager.executeTakeFirstOrThrow()).passwordHash,
    'the hash of a link': (await db.selectFrom('accountLinks').select('tokenHash').executeTakeFirstOrThrow()).tokenHash,
    'the hash of a token': (await db.selectFrom('apiTokens').select('tokenHash').executeTakeFirstOrThrow()).tokenHash,
    'the hash of a session': (await db.selectFrom('sessions').select('idHash').executeTakeFirstOrThrow()).idHash,
  }
}
