import { type RawBuilder, sql } from 'kysely'
import type { ChainedEvent, EventKind, SubjectKind } from '../../src/domain/audit-event.ts'
import type { Instant } from '../../src/domain/calendar.ts'
import { byIndex, contains, idTable, isPostgres, notIndexed, textList, textTable, thenJoin } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { says } from './audit-text.ts'

/** An event as it is read, with what names people beside it: null when nothing does, or when it has been erased. */
export type TrailEvent = ChainedEvent & {
  hash: string
  name: string | null
  address: string | null
  personDetails: string | null
}

/**
 * What the trail is narrowed by. `names`: whose, by any of these names as they stand; `nameLike`: by a part of the name.
 * `from` is inclusive, `to` exclusive. `text`: somewhere in the changes and facts.
 */
export type TrailFilters = {
  whoId?: string | undefined
  names?: string[] | undefined
  nameLike?: string | undefined
  subjectKind?: SubjectKind | undefined
  subjectId?: string | undefined
  kind?: EventKind | undefined
  from?: Instant | undefined
  to?: Instant | undefined
  text?: string | undefined
}

/** Where a stretch begins: right before an event, going on to older ones, or right after it, going on to newer ones. */
export type TrailPlace = { id: number; direction: 'older' | 'newer' }

/** The numbers of events, both inclusive, outside of which nothing is looked at. */
export type Numbers = { first: number; last: number }

/** The numbers between which everything of a time lies, also where a clock was put back meanwhile; `last` is 0 when nothing does. */
export async function numbersOf(db: Db, { from, to }: TrailFilters): Promise<Numbers> {
  if (from === undefined && to === undefined) return { first: 1, last: Number.MAX_SAFE_INTEGER }
  const after = from === undefined ? sql`true` : sql`at >= ${from}`
  const before = to === undefined ? sql`true` : sql`at < ${to}`
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(id) as first, max(id) as last from audit_events ${byIndex(db, 'audit_events_by_time')}
    where ${after} and ${before}`.execute(db)
  return { first: rows[0]?.first ?? 1, last: rows[0]?.last ?? 0 }
}

/**
 * The events asked for among the next `length` that an index offers, in the direction of the place (older ones without one), and the
 * number at which that stretch ends: null at the end of the trail.
 */
export async function trailStretch(
  db: Db,
  filters: TrailFilters,
  numbers: Numbers,
  length: number,
  place?: TrailPlace,
): Promise<{ events: TrailEvent[]; end: number | null }> {
  const order = place?.direction === 'newer' ? sql`asc` : sql`desc`
  const { rows: stretch } = await sql<{ id: number }>`
    select id from (${offered(db, filters, within(numbers, place), order, length)}) as offered order by id ${order} limit ${length}`.execute(
    db,
  )
  const ids = stretch.map(({ id }) => id)
  const { rows: events } = await sql<TrailEvent>`
    select event.*, person.name, person.address, person.details as person_details
    from ${idTable(db, 'wanted', ids)}
    ${thenJoin(db)} audit_events as event on event.id = wanted.value
    left join audit_event_persons as person on person.event_id = event.id
    where ${sql.join([sql`true`, ...conditions(db, filters)], sql` and `)}
    order by event.id ${order}`.execute(db)
  return { events, end: ids.length < length ? null : (ids.at(-1) ?? null) }
}

/** One event, or undefined. */
export async function eventById(db: Db, id: number): Promise<TrailEvent | undefined> {
  const { events } = await trailStretch(db, {}, { first: id, last: id }, 1)
  return events[0]
}

/** True when what an index offers is all asked for, so that a page needs no more than its own rows. */
export const isExact = ({ from, to, text, nameLike, ...indexed }: TrailFilters): boolean => {
  const given = Object.entries(indexed).filter(([, value]) => value !== undefined)
  const onlySubject = given.every(([name]) => name === 'subjectKind' || name === 'subjectId')
  const sure = given.length < 2 || (onlySubject && given.length === 2)
  return sure && [from, to, text, nameLike].every((value) => value === undefined) && !isSubjectOfAnyKind(indexed)
}

const isSubjectOfAnyKind = ({ subjectKind, subjectId }: TrailFilters): boolean =>
  subjectId !== undefined && subjectKind === undefined

/**
 * The names that contain a text, those that are not erased, by leaps through the index; null when there are too many names to say.
 */
export async function namesLike(db: Db, text: string, most: number): Promise<string[] | null> {
  const { rows } = await sql<{ name: string }>`
    with recursive names(name) as (
      select min(name) from audit_event_persons
      union all
      select (select min(name) from audit_event_persons where name > names.name) from names where names.name is not null
    )
    select name from names where name is not null limit ${MOST_NAMES}`.execute(db)
  const wanted = text.toLowerCase()
  const found = rows.map(({ name }) => name).filter((name) => name.toLowerCase().includes(wanted))
  return rows.length >= MOST_NAMES || found.length > most ? null : found
}

const MOST_NAMES = 5000

function within({ first, last }: Numbers, place: TrailPlace | undefined): Numbers {
  if (!place) return { first, last }
  return place.direction === 'older'
    ? { first, last: Math.min(last, place.id - 1) }
    : { first: Math.max(first, place.id + 1), last }
}

/** The numbers of events as the narrowest index has them. */
function offered(
  db: Db,
  { names, whoId, subjectKind, subjectId, kind }: TrailFilters,
  { first, last }: Numbers,
  order: RawBuilder<unknown>,
  length: number,
): RawBuilder<unknown> {
  const events = (index: RawBuilder<unknown>, which: RawBuilder<unknown>) =>
    sql`select id from audit_events ${index} where ${which} and id between ${first} and ${last}`
  if (subjectKind !== undefined && subjectId !== undefined)
    return events(
      byIndex(db, 'audit_events_by_subject'),
      sql`subject_kind = ${subjectKind} and subject_id = ${subjectId}`,
    )
  if (names !== undefined) return eventsOfNames(db, names, { first, last }, order, length)
  if (whoId !== undefined) return events(byIndex(db, 'audit_events_by_who'), sql`who_id = ${whoId}`)
  if (kind !== undefined) return events(byIndex(db, 'audit_events_by_kind'), sql`kind = ${kind}`)
  if (subjectKind !== undefined)
    return events(byIndex(db, 'audit_events_by_subject_kind'), sql`subject_kind = ${subjectKind}`)
  return events(notIndexed(db), sql`true`)
}

/** The next numbers of each name. */
function eventsOfNames(
  db: Db,
  names: string[],
  { first, last }: Numbers,
  order: RawBuilder<unknown>,
  length: number,
): RawBuilder<unknown> {
  const next = sql`
    select event_id from audit_event_persons ${byIndex(db, 'audit_event_persons_by_name')}
    where name = whose.value and event_id between ${first} and ${last} order by event_id ${order} limit ${length}`
  return isPostgres(db)
    ? sql`select next.event_id as id from ${textTable(db, 'whose', names)} cross join lateral (${next}) as next`
    : sql`select person.event_id as id from ${textTable(db, 'whose', names)} cross join audit_event_persons as person
      where person.event_id in (${next})`
}

function conditions(db: Db, filters: TrailFilters): RawBuilder<unknown>[] {
  const { whoId, names, nameLike, subjectKind, subjectId, kind, from, to, text } = filters
  const given: [unknown, RawBuilder<unknown>][] = [
    [whoId, sql`event.who_id = ${whoId}`],
    [names, sql`person.name in ${textList(db, names ?? [])}`],
    [nameLike, contains(db, sql`person.name`, nameLike ?? '')],
    [subjectKind, sql`event.subject_kind = ${subjectKind}`],
    [subjectId, sql`event.subject_id = ${subjectId}`],
    [kind, sql`event.kind = ${kind}`],
    [from, sql`event.at >= ${from}`],
    [to, sql`event.at < ${to}`],
    [text, sql`(${says(db, sql`event.details`, text ?? '')} or ${says(db, sql`person.details`, text ?? '')})`],
  ]
  return given.flatMap(([value, condition]) => (value === undefined ? [] : [condition]))
}
