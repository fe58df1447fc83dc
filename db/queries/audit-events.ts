import { type ChainedEvent, type EventPersonText, hashOfEvent, NO_HASH } from '../../src/domain/audit-event.ts'
import { londonDate } from '../../src/domain/calendar.ts'
import type { Db } from '../schema.ts'

/** The number and hash of the last event of the trail; before the first, number 0. */
export async function headOfTrail(db: Db): Promise<{ id: number; hash: string }> {
  const last = await db
    .selectFrom('auditEvents')
    .select(['id', 'hash'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ?? { id: 0, hash: NO_HASH }
}

/** The hash of an event by its number, or undefined when there is none. */
export async function eventHash(db: Db, id: number): Promise<string | undefined> {
  return (await db.selectFrom('auditEvents').select('hash').where('id', '=', id).executeTakeFirst())?.hash
}

/** An event that is about to be chained. */
export type NewEvent = Omit<ChainedEvent, 'id' | 'previousHash'>

/** Adds an event at the end of the trail, with what names people beside it (null: nothing does), and returns its number. */
export async function appendEvent(
  db: Db,
  event: NewEvent,
  person: (EventPersonText & { salt: string }) | null,
): Promise<number> {
  const head = await headOfTrail(db)
  const chained: ChainedEvent = { ...event, id: head.id + 1, previousHash: head.hash }
  await db
    .insertInto('auditEvents')
    .values({ ...chained, hash: hashOfEvent(chained) })
    .execute()
  if (person)
    await db
      .insertInto('auditEventPersons')
      .values({ eventId: chained.id, happenedOn: londonDate(chained.at), ...person })
      .execute()
  return chained.id
}
