import { randomUUID } from 'node:crypto'
import { addMessage } from '../../db/queries/mail-outbox.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { type MailBlock, mailHtml, mailText, oneLine } from '../formats/mail.ts'

/** A message to one person. `dedupeKey`: whatever makes it one and the same message; a second one with the key is not sent. */
export type Message = {
  userId: number | null
  to: string
  kind: 'digest' | 'invitation' | 'password reset' | 'notice'
  dedupeKey: string
  subject: string
  blocks: MailBlock[]
  unsubscribe?: string
}

/** Puts a message into the outbox, in the transaction of what it tells of; it is sent soon after, once. False when it was there already. */
export async function queueMessage(tx: Db, clock: Clock, message: Message): Promise<boolean> {
  const { userId, to, kind, dedupeKey, subject, blocks, unsubscribe = '' } = message
  const now = clock.now()
  return addMessage(tx, {
    ...{
      userId,
      kind,
      dedupeKey,
      subject: oneLine(subject),
      unsubscribe,
      toAddress: to,
      messageId: `<${randomUUID()}@muniment>`,
    },
    ...{ text: mailText(blocks), html: mailHtml(blocks), createdAt: now, sendAfter: now },
    ...{ lastError: null, claimedUntil: null, sentAt: null, givenUpAt: null },
  })
}
