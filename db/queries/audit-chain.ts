import type { ChainedEvent, EventPersonText } from '../../src/domain/audit-event.ts'
import type { Db } from '../schema.ts'

/** Who an event names, as it is stored. */
export type StoredPerson = EventPersonText & { salt: string; happenedOn: string }

/** An event as it hangs in the chain; `person` is null where nobody is named, or no longer. */
export type ChainLink = ChainedEvent & { hash: string; person: StoredPerson | null }

/** A point that the trail had come to: the number and hash of its last event then, and when it was written down (null: brought by whoever asks). */
export type Anchor = { eventId: number; hash: string; anchoredAt: string | null }

/** Names that were erased, when and by whom: those of the events from `first` to `last` that had one, with their count and the hash of their list. */
export type Erasure = Pick<ChainedEvent, 'id' | 'at' | 'whoId' | 'whoRole'> & {
  first: number
  last: number
  count: number
  listHash: string
}

/** The next events after a number, in the order of their numbers; null: from the very beginning. */
export async function linksAfter(db: Db, after: number | null, limit: number): Promise<ChainLink[]> {
  const rows = await db
    .selectFrom('auditEvents as event')
    .leftJoin('auditEventPersons as person', 'person.eventId', 'event.id')
    .selectAll('event')
    .select(['person.eventId as named', 'person.salt', 'person.name', 'person.address', 'person.happenedOn'])
    .select('person.details as personDetails')
    .$if(after !== null, (query) => query.where('event.id', '>', after ?? 0))
    .orderBy('event.id')
    .limit(limit)
    .execute()
  return rows.map(({ named, salt, name, address, happenedOn, personDetails, ...event }) => ({
    ...event,
    person:
      named === null
        ? null
        : {
            ...{ salt: salt ?? '', name: name ?? '', address: address ?? '' },
            ...{ details: personDetails ?? '', happenedOn: happenedOn ?? '' },
          },
  }))
}

/** The number of the event with a hash, or null when the trail has none. */
export async function numberOfHash(db: Db, hash: string): Promise<number | null> {
  const row = await db.selectFrom('auditEvents').select('id').where('hash', '=', hash).executeTakeFirst()
  return row?.id ?? null
}

/** The anchors at events after a number, up to and including another (null: all), by event. */
export async function anchorsAt(db: Db, after: number, upTo: number | null): Promise<Anchor[]> {
  return db
    .selectFrom('auditAnchors')
    .select(['eventId', 'hash', 'anchoredAt'])
    .where('eventId', '>', after)
    .$if(upTo !== null, (query) => query.where('eventId', '<=', upTo ?? 0))
    .orderBy('eventId')
    .orderBy('id')
    .execute()
}

/** Writes down a point that the trail has come to. */
export async function addAnchor(db: Db, anchor: { eventId: number; hash: string; anchoredAt: string }): Promise<void> {
  await db.insertInto('auditAnchors').values(anchor).execute()
}

/** Every erasure of names in the trail, by the events that it was about; what does not say which is of no account. */
export async function erasures(db: Db): Promise<Erasure[]> {
  const rows = await db
    .selectFrom('auditEvents')
    .select(['id', 'at', 'whoId', 'whoRole', 'details', 'recordCount', 'listHash'])
    .where('kind', '=', 'names erased')
    .where('subjectKind', '=', 'audit trail')
    .orderBy('id')
    .execute()
  return rows
    .flatMap(({ details, recordCount, listHash, ...event }) => {
      const { first, last } = numbersIn(details)
      return first === null || last === null
        ? []
        : [{ ...event, first, last, count: recordCount ?? 0, listHash: listHash ?? '' }]
    })
    .sort((a, b) => a.first - b.first)
}

function numbersIn(details: string): { first: number | null; last: number | null } {
  const found = (name: string) => new RegExp(`"${name}":(\\d{1,15})[,}]`).exec(details)?.[1]
  const [first, last] = [found('first event'), found('last event')]
  return { first: first ? Number(first) : null, last: last ? Number(last) : null }
}

/** What the last verification of the trail found, and when; undefined when there was none. */
export async function lastVerdict(db: Db): Promise<{ broken: boolean; at: string; details: string } | undefined> {
  const row = await db
    .selectFrom('auditEvents')
    .select(['kind', 'at', 'details'])
    .where('id', '=', ({ selectFrom }) =>
      selectFrom('auditEvents')
        .select((eb) => eb.fn.max('id').as('id'))
        .where('kind', 'in', ['trail verified', 'trail broken']),
    )
    .executeTakeFirst()
  return row && { broken: row.kind === 'trail broken', at: row.at, details: row.details }
}
