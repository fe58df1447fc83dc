import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import type { OutboxMessage } from './mail-outbox.ts'

/** How many messages wait for their first attempt, failed and are tried again, were given up, and were sent since an instant. */
export type MailCounts = { waiting: number; failing: number; givenUp: number; sent: number }

/** Counts the messages of the outbox. */
export async function mailCounts(db: Db, sentSince: string): Promise<MailCounts> {
  const { rows } = await sql<MailCounts>`
    select
      count(*) filter (where sent_at is null and given_up_at is null and last_error is null) as waiting,
      count(*) filter (where sent_at is null and given_up_at is null and last_error is not null) as failing,
      count(*) filter (where given_up_at is not null) as given_up,
      count(*) filter (where sent_at >= ${sentSince}) as sent
    from mail_outbox`.execute(db)
  return rows[0] ?? { waiting: 0, failing: 0, givenUp: 0, sent: 0 }
}

/** How many messages failed and are tried again, or were given up since an instant: what an administrator looks after. */
export async function undeliveredSince(db: Db, since: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from mail_outbox
    where sent_at is null and last_error is not null and (given_up_at is null or given_up_at >= ${since})`.execute(db)
  return rows[0]?.count ?? 0
}

/** A message with whom it is for, but not what it says. `person`: null when it is for an address alone. `emptied`: it says nothing any more. */
export type QueuedMessage = Omit<OutboxMessage, 'subject' | 'text' | 'html' | 'unsubscribe' | 'dedupeKey'> & {
  person: string | null
  emptied: boolean
}

/** The messages that were not sent, the latest first; no more than the limit. */
export async function unsentMessages(db: Db, limit: number): Promise<QueuedMessage[]> {
  const unsent = queued(db).where('message.sentAt', 'is', null)
  return (await unsent.orderBy('message.id', 'desc').limit(limit).execute()).map(withEmptied)
}

/** One message, sent or not, or undefined. */
export async function queuedMessageById(db: Db, id: number): Promise<QueuedMessage | undefined> {
  const message = await queued(db).where('message.id', '=', id).executeTakeFirst()
  return message && withEmptied(message)
}

const queued = (db: Db) =>
  db
    .selectFrom('mailOutbox as message')
    .leftJoin('users as person', 'person.id', 'message.userId')
    .select([
      'message.id',
      'message.userId',
      'message.kind',
      'message.messageId',
      'message.toAddress',
      'message.createdAt',
      'message.sendAfter',
      'message.attempts',
      'message.lastError',
      'message.claimedUntil',
      'message.sentAt',
      'message.givenUpAt',
      'person.name as person',
    ])
    .select((eb) => eb.fn<number>('length', ['message.text']).as('length'))

const withEmptied = <Row extends { length: number }>({ length, ...message }: Row) => ({
  ...message,
  emptied: length === 0,
})
