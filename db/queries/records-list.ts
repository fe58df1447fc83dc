import { type RawBuilder, sql } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'
import type { Db } from '../schema.ts'
import type { Wanted } from './record-filters.ts'

/** A record as lists show it; `recordTerms` says what its ids stand for. */
export type ListedRecord = {
  id: number
  sourceSystemId: number
  reference: string
  ruleId: number
  serviceId: number | null
  triggerOn: string | null
  retainUntil: string | null
  dueOn: string | null
  state: RecordState
  flaggedOn: string | null
  reviewId: number | null
  quantity: number
  title: string
  location: string
  lastSeenOn: string
  missingSince: string | null
}

/** `received`: as they came, by id; `due`: by due date, then id, those without a date left out. */
export type RecordOrder = 'received' | 'due'

/** Where a record stands in an order; its due date matters, and may be told, only in that of due dates. */
export type Place = { id: number; dueOn: string | null }

/** Starts a page right after, or right before, a place. */
export type From = { place: Place; direction: 'after' | 'before' }

/** The places of all records asked for, in no order, or null when there are more than `most`. */
export async function placesOf(db: Db, wanted: Wanted, order: RecordOrder, most: number): Promise<Place[] | null> {
  // The plus keeps the index of due dates from being walked where another finds the records.
  const [dueOn, dated] = order === 'due' ? [sql`due_on`, sql`+due_on is not null`] : [sql`null`, sql`true`]
  const { rows } = await sql<{ places: string }>`
    select json_group_array(json_array(id, due_on)) as places
    from (select id, ${dueOn} as due_on from records where ${wanted.where} and ${dated} limit ${most + 1})`.execute(db)
  const places = JSON.parse(rows[0]?.places ?? '[]') as [number, string | null][]
  return places.length > most ? null : places.map(([id, dueOn]) => ({ id, dueOn }))
}

/** The places of the next records in an order, by walking an index that has that order; going back, the nearest come first. */
export async function nextPlaces(
  db: Db,
  wanted: Wanted,
  order: RecordOrder,
  limit: number,
  from?: From,
): Promise<Place[]> {
  const walk = order === 'due' ? byDueDate : wanted.indexed ? byPairs(wanted.indexed) : byId
  const { rows } = await walk(wanted, limit, from).execute(db)
  return rows
}

/** Records by their ids, in the order of these. */
export async function recordsByIds(db: Db, ids: readonly number[]): Promise<ListedRecord[]> {
  const { rows } = await sql<ListedRecord>`
    select ${columns} from json_each(${JSON.stringify(ids)}) as asked cross join records on records.id = asked.value
    order by asked.key`.execute(db.withoutPlugins())
  return rows
}

/** The records asked for with ids after one and up to another, in the order of ids. */
export async function recordsBetween(db: Db, { where }: Wanted, after: number, last: number): Promise<ListedRecord[]> {
  const { rows } = await sql<ListedRecord>`
    select ${columns} from records not indexed where id > ${after} and id <= ${last} and ${where}
    order by id`.execute(db.withoutPlugins())
  return rows
}

const columns = sql.raw(
  `records.id, source_system_id as "sourceSystemId", reference, rule_id as "ruleId", service_id as "serviceId",
  trigger_on as "triggerOn", retain_until as "retainUntil", due_on as "dueOn", state, flagged_on as "flaggedOn",
  review_id as "reviewId", quantity, title, location, last_seen_on as "lastSeenOn", missing_since as "missingSince"`,
)

type Walk = (wanted: Wanted, limit: number, from: From | undefined) => RawBuilder<Place>

const isBackwards = (from: From | undefined): boolean => from?.direction === 'before'

const direction = (from: From | undefined) => (isBackwards(from) ? sql`desc` : sql`asc`)

function beyondId(from: From | undefined): RawBuilder<unknown> {
  if (!from) return sql`true`
  return isBackwards(from) ? sql`id < ${from.place.id}` : sql`id > ${from.place.id}`
}

const byId: Walk = ({ where }, limit, from) => sql`
  select id, due_on from records not indexed where ${where} and ${beyondId(from)}
  order by id ${direction(from)} limit ${limit}`

/** The first records of each pair, and of these the first of all: every pair is one look into its index. */
const byPairs =
  ({ by, pairs, rest }: NonNullable<Wanted['indexed']>): Walk =>
  (_wanted, limit, from) =>
    sql`
  select found.id, found.due_on from json_each(${JSON.stringify(pairs)}) as pair cross join records as found
  where found.id in (
    select id from records indexed by ${sql.raw(`records_by_${by}`)}
    where ${sql.raw(`${by}_id`)} is (pair.value ->> 0) and state = pair.value ->> 1 and ${rest} and ${beyondId(from)}
    order by id ${direction(from)} limit ${limit}
  )
  order by found.id ${direction(from)} limit ${limit}`

const byDueDate: Walk = ({ where, review, state }, limit, from) => {
  const index = review !== null ? 'in_review' : state === 'retained' ? 'coming_due' : 'by_due_date'
  const here = from && sql`(${from.place.dueOn}, ${from.place.id})`
  const beyond = here ? (isBackwards(from) ? sql`(due_on, id) < ${here}` : sql`(due_on, id) > ${here}`) : sql`true`
  return sql`
    select id, due_on from records indexed by ${sql.raw(`records_${index}`)}
    where due_on is not null and ${where} and ${beyond}
    order by due_on ${direction(from)}, id ${direction(from)} limit ${limit}`
}
