import { emptyExpiredMessages } from '../../db/queries/link-messages.ts'
import {
  claimMessage,
  giveUp,
  type HeldMessage,
  handBack,
  markSent,
  type OutboxMessage,
  postpone,
} from '../../db/queries/mail-outbox.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds, type Clock } from '../domain/calendar.ts'
import { pauseAfter } from '../domain/mail-retries.ts'
import { program } from '../domain/permission.ts'
import { oneLine, withoutLinkSecrets } from '../formats/mail.ts'
import { recordEvent } from './audit.ts'

/**
 * What became of one message. `fault`: its address or content, for good (`message for good`) or for now (`message`); the mail
 * server or the way to it (`server`), so that the next message would fare no better; or nobody, because the sender is to stop.
 */
export type Delivery =
  | { delivered: true }
  | { delivered: false; fault: 'message for good' | 'message' | 'server' | 'stopped'; why: string }

/** Hands a message to the mail server; it must answer within `LONGEST_DELIVERY_SECONDS`. */
export type Deliver = (message: OutboxMessage) => Promise<Delivery>

/** `signal`: no further message is begun. */
export type Sending = { clock: Clock; signal: AbortSignal; deliver: Deliver }

/** How many messages were sent, put off and given up. `serverDown`: why the rest was not tried, or null. */
export type SendingReport = { sent: number; postponed: number; givenUp: number; serverDown: string | null }

/** How long one delivery may take at most; a claim outlives it by far, so that nobody else sends the message meanwhile. */
export const LONGEST_DELIVERY_SECONDS = 120
const CLAIM_SECONDS = 300
const LONGEST_ANSWER = 300

/**
 * Sends the messages that are due, one after the other, until none is left, the server is down or the signal says stop.
 *
 * A claim lapses by itself when its sender dies. Died between sending and marking, the message goes out again with the same
 * Message-ID, by which receivers know it as the one they have.
 */
export async function sendDueMail(db: Db, { clock, signal, deliver }: Sending): Promise<SendingReport> {
  const report: SendingReport = { sent: 0, postponed: 0, givenUp: 0, serverDown: null }
  while (!signal.aborted && report.serverDown === null) {
    const now = clock.now()
    const until = addSeconds(now, CLAIM_SECONDS)
    const message = await claimMessage(db, { now, until, absurd: addSeconds(now, 2 * CLAIM_SECONDS) })
    if (!message) break
    const delivery = await deliver(message)
    if (delivery.delivered) {
      await markSent(db, message, clock.now())
      report.sent += 1
    } else if (delivery.fault === 'stopped') await handBack(db, message)
    else {
      const why = withoutLinkSecrets(oneLine(delivery.why), message).slice(0, LONGEST_ANSWER)
      const pause = delivery.fault === 'message for good' ? null : pauseAfter(message.attempts)
      if (pause === null) report.givenUp += await giveUpWithEvent(db, clock, message, why)
      else {
        await postpone(db, message, addSeconds(clock.now(), pause), why)
        report.postponed += 1
      }
      if (delivery.fault === 'server') report.serverDown = why
    }
  }
  return report
}

/**
 * Gives a message up, and empties it when it holds a link that has expired meanwhile; any other may be tried again as it is.
 *
 * The server's answer may name an address, so that it stands in the part of the event that can be erased.
 */
async function giveUpWithEvent(
  db: Db,
  clock: Clock,
  message: OutboxMessage & HeldMessage,
  why: string,
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    if (!(await giveUp(tx, message, clock.now(), why))) return 0
    await emptyExpiredMessages(tx, clock.now())
    await recordEvent(
      tx,
      { who: program('Mail'), clock },
      {
        kind: 'mail given up',
        subject: { kind: 'mail', id: String(message.id) },
        facts: { message: message.kind, attempts: message.attempts },
        personal: { facts: { answer: why } },
      },
    )
    return 1
  })
}
