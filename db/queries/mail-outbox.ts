import type { ExpressionBuilder, Insertable, Selectable } from 'kysely'
import { isPostgres } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

export type OutboxMessage = Selectable<Schema['mailOutbox']>

/** Puts a message into the outbox; false when it holds one with that key already. */
export async function addMessage(db: Db, message: Insertable<Schema['mailOutbox']>): Promise<boolean> {
  const added = await db
    .insertInto('mailOutbox')
    .values(message)
    .onConflict((conflict) => conflict.column('dedupeKey').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** Times of a claim. `until`: when it lapses; one that ends after `absurd` was made under a clock far ahead, and counts as lapsed. */
export type MailClaim = { now: string; until: string; absurd: string }

/**
 * Claims the message that has been due for longest and counts the attempt, in one statement; undefined when none is due.
 *
 * A digest is not for somebody who has been suspended or erased since it was written.
 */
export async function claimMessage(db: Db, { now, until, absurd }: MailClaim): Promise<OutboxMessage | undefined> {
  return db
    .updateTable('mailOutbox')
    .set((eb) => ({ claimedUntil: until, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', (eb) =>
      eb
        .selectFrom('mailOutbox')
        .select('id')
        .where('sentAt', 'is', null)
        .where('givenUpAt', 'is', null)
        .where('sendAfter', '<=', now)
        .where((of) => of.or([of('kind', '<>', 'digest'), of('userId', 'in', people(db))]))
        .where((of) =>
          of.or([of('claimedUntil', 'is', null), of('claimedUntil', '<', now), of('claimedUntil', '>', absurd)]),
        )
        .orderBy('sendAfter')
        .orderBy('id')
        .limit(1)
        // Two that claim at once would find the same message: there, each passes over what another is just claiming.
        .$if(isPostgres(db), (query) => query.forUpdate().skipLocked()),
    )
    .returningAll()
    .executeTakeFirst()
}

/** Whoever is neither suspended nor erased. */
const people = (db: Db) =>
  db.selectFrom('users').select('id').where('suspendedAt', 'is', null).where('erasedAt', 'is', null)

/** A message as one sender holds it: nobody else has claimed it since. */
export type HeldMessage = Pick<OutboxMessage, 'id' | 'claimedUntil'>

/** What stays of a message that was sent: that it was, to whom by number, and when. */
const emptied = { toAddress: '', subject: '', text: '', html: '', unsubscribe: '', lastError: null }

/** Marks a message as sent and empties it. It was delivered whoever holds it by now, so that it is never sent again. */
export async function markSent(db: Db, { id }: HeldMessage, now: string): Promise<void> {
  await db
    .updateTable('mailOutbox')
    .set({ ...emptied, sentAt: now, givenUpAt: null, claimedUntil: null })
    .where('id', '=', id)
    .execute()
}

/** Puts a message back that could not be sent, to be tried again later. */
export async function postpone(db: Db, message: HeldMessage, sendAfter: string, lastError: string): Promise<void> {
  await held(db, message).set({ sendAfter, lastError, claimedUntil: null }).execute()
}

/** Hands a message back as it was: its sender stopped before it knew whether it was taken. */
export async function handBack(db: Db, message: HeldMessage): Promise<void> {
  await held(db, message)
    .set((eb) => ({ claimedUntil: null, attempts: eb('attempts', '-', 1) }))
    .execute()
}

/** Gives a message up; false when somebody else holds it by now. */
export async function giveUp(db: Db, message: HeldMessage, now: string, lastError: string): Promise<boolean> {
  const result = await held(db, message).set({ givenUpAt: now, lastError, claimedUntil: null }).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

const held = (db: Db, { id, claimedUntil }: HeldMessage) =>
  db
    .updateTable('mailOutbox')
    .where('id', '=', id)
    .where('claimedUntil', claimedUntil === null ? 'is' : '=', claimedUntil)
    .where('sentAt', 'is', null)

/** Makes messages that failed or were given up due at once, as if they were new, but for those that were emptied since; returns how many. `id`: this one alone. */
export async function tryAgain(db: Db, now: string, id?: number): Promise<number> {
  const result = await db
    .updateTable('mailOutbox')
    .set({ sendAfter: now, attempts: 0, givenUpAt: null })
    .where('sentAt', 'is', null)
    .where('text', '<>', '')
    .where((eb) => eb.or([eb('givenUpAt', 'is not', null), eb('attempts', '>', 0)]))
    .where((eb) => eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<', now)]))
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? 0))
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/**
 * Withdraws all digests of earlier days that were not sent, but for those that are being sent now: those that wait are removed, and those
 * that were given up are emptied, because administrators see that they were.
 *
 * `keys`: how the keys of today's digests begin.
 */
export async function withdrawEarlierDigests(db: Db, keys: string, now: string): Promise<void> {
  const earlier = (eb: ExpressionBuilder<Schema, 'mailOutbox'>) =>
    eb.and([
      eb('kind', '=', 'digest'),
      eb('sentAt', 'is', null),
      eb('dedupeKey', 'not like', `${keys}%`),
      eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<', now)]),
    ])
  await db.deleteFrom('mailOutbox').where(earlier).where('givenUpAt', 'is', null).execute()
  await db
    .updateTable('mailOutbox')
    .set({ subject: '', text: '', html: '', unsubscribe: '' })
    .where(earlier)
    .where('text', '<>', '')
    .execute()
}

/**
 * Removes the digests of a person that were not sent, in the transaction that changes what they may be told. One that is being sent
 * just now may arrive all the same, and is not tried again.
 */
export async function withdrawDigestsOf(db: Db, userId: number): Promise<void> {
  await db
    .deleteFrom('mailOutbox')
    .where('userId', '=', userId)
    .where('kind', '=', 'digest')
    .where('sentAt', 'is', null)
    .execute()
}

/** Removes messages that were sent or given up before an instant, and returns how many. */
export async function removeOldMessages(db: Db, before: string): Promise<number> {
  const result = await db
    .deleteFrom('mailOutbox')
    .where((eb) => eb.or([eb('sentAt', '<', before), eb('givenUpAt', '<', before)]))
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** How many messages were given up after one instant and until another, inclusive, and still are. */
export async function givenUpBetween(db: Db, after: string, until: string): Promise<number> {
  const row = await db
    .selectFrom('mailOutbox')
    .where('givenUpAt', '>', after)
    .where('givenUpAt', '<=', until)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
