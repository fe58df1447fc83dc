import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach } from 'node:test'
import type { Db } from '../../db/schema.ts'
import { temporaryDatabase } from '../../db/test-world.ts'
import { queueMessage } from '../actions/mail.ts'
import { type Deliver, sendDueMail } from '../actions/mail-sending.ts'
import { addSeconds, type Clock } from '../domain/calendar.ts'
import { type MailServer, mailServerOf } from '../domain/mail-server.ts'
import { type MailTimeouts, mailTransport } from './mail-transport.ts'
import { type Manners, testMailServer } from './test-mail-server.ts'

export const START = '2026-11-22T12:00:00.000Z'
export const FROM = 'Muniment <muniment@example.gov.uk>'
/** For servers that never answer; others get the usual patience, however busy the machine is. */
export const QUICK = { connect: 200, greeting: 200, silence: 300 }
const never = new AbortController().signal

/** An outbox of its own for the tests of one file, empty before each, with a clock that they move, and mail servers that end with each. */
export function mailWorld() {
  let now = START
  let opened: Awaited<ReturnType<typeof temporaryDatabase>>
  const closing: (() => unknown)[] = []
  const clock: Clock = { today: () => now.slice(0, 10), now: () => now }
  const db = (): Db => opened.db

  before(async () => {
    opened = await temporaryDatabase()
  })
  after(() => opened.close())
  beforeEach(async () => {
    now = START
    await db().deleteFrom('mailOutbox').execute()
  })
  afterEach(async () => {
    for (const end of closing.splice(0)) await end()
  })

  return {
    db,
    clock,
    url: () => opened.url,
    later: (seconds: number) => {
      now = addSeconds(now, seconds)
    },
    atTheEnd: (end: () => unknown) => closing.push(end),
    server: async (manners: Manners = {}) => {
      const started = await testMailServer(manners)
      closing.push(started.close)
      return started
    },
    /** What sends to a mail server. */
    delivererTo: (target: string | MailServer, patience?: MailTimeouts): Deliver => {
      const parsed = typeof target === 'string' ? mailServerOf(target) : { ok: true as const, value: target }
      assert.ok(parsed.ok)
      const transport = mailTransport(parsed.value, FROM, patience)
      closing.unshift(transport.close)
      return (message) => transport.deliver(message, never)
    },
    send: (deliver: Deliver, on = db()) => sendDueMail(on, { clock, signal: never, deliver }),
    queue: (key: string, parts: { to?: string; subject?: string; unsubscribe?: string; text?: string } = {}) =>
      queueMessage(db(), clock, {
        ...{ userId: null, kind: 'notice', dedupeKey: key, to: parts.to ?? `${key}@example.gov.uk` },
        subject: parts.subject ?? `About ${key}`,
        blocks: [
          { text: parts.text ?? 'Something needs you.' },
          { link: 'Open it', href: 'https://m.example/x?a=1&b=2' },
        ],
        ...(parts.unsubscribe ? { unsubscribe: parts.unsubscribe } : {}),
      }),
    row: (key: string) =>
      db().selectFrom('mailOutbox').selectAll().where('dedupeKey', '=', key).executeTakeFirstOrThrow(),
  }
}
