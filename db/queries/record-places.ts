import { type RawBuilder, sql } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'
import { byIndex, isPostgres, jsonList, jsonPair, notIndexed, tableOf } from '../dialect.ts'
import { byDueDate, type Direction, type DuePlace, legsOf, placeAlong } from '../due-order.ts'
import { inPartition } from '../partition.ts'
import type { Db } from '../schema.ts'
import type { Pairs, Wanted } from './record-wanted.ts'

/** `received`: as they came, by id; `due`: by due date, then id, those without a date left out. */
export type RecordOrder = 'received' | 'due'

/** Where a record stands in an order; its due date matters, and may be told, only in that of due dates. */
export type Place = { id: number; dueOn: string | null }

/** Starts a page right after, or right before, a place. */
export type From = { place: Place; direction: Direction }

/** How many records are asked for, counted no further than a limit, without a look at what they are. */
export async function countUpTo(db: Db, { where }: Wanted, order: RecordOrder, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 from records where ${where} and ${hasPlace(db, order)} limit ${limit}) as found`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

const hasPlace = (db: Db, order: RecordOrder): RawBuilder<unknown> => (order === 'due' ? hasDueDate(db) : sql`true`)

/** How many of the records asked for are in one of some states and have a due date, counted no further than a limit; an index leads to them. */
export async function countDated(
  db: Db,
  { where }: Wanted,
  states: readonly RecordState[],
  limit: number,
): Promise<number> {
  const within = sql`state in (${sql.join(states.map((state) => sql.lit(state)))}) and due_on is not null`
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from records ${byIndex(db, 'records_by_state')} where ${within} and ${where} limit ${limit}) as found`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** The plus keeps the index of due dates from being walked where another finds the records. */
const hasDueDate = (db: Db) => (isPostgres(db) ? sql`due_on is not null` : sql`+due_on is not null`)

/** The places of the records asked for as an index finds them, in no order; no more than the limit. */
export async function placesOf(db: Db, wanted: Wanted, order: RecordOrder, limit: number): Promise<Place[]> {
  const { rows } = await sql<{ places: string }>`
    select ${jsonList(db, jsonPair(db, sql`id`, sql`due_on`))} as places from ${asFound(db, wanted, order, limit)}`.execute(
    db,
  )
  const places = JSON.parse(rows[0]?.places ?? '[]') as [number, string | null][]
  return places.map(([id, dueOn]) => ({ id, dueOn }))
}

/** The limit also keeps an outer statement from changing the way in which they are found. */
function asFound(db: Db, { where }: Wanted, order: RecordOrder, limit: number): RawBuilder<unknown> {
  const dueOn = order === 'due' ? sql`due_on` : sql`null`
  return sql`(select id, ${dueOn} as due_on from records where ${where} and ${hasPlace(db, order)} limit ${limit}) as found`
}

/** The next places of the records asked for, of which there are no more than `most`: they are found by an index and put in order then. */
export async function nextOfFew(
  db: Db,
  wanted: Wanted,
  order: RecordOrder,
  { most, limit, from }: { most: number; limit: number; from?: From | undefined },
): Promise<Place[]> {
  const isBeyond = !from ? sql`true` : order === 'received' ? beyondId(sql`id`, from) : beyondPlace(from)
  const { rows } = await sql<Place>`
    select id, due_on from ${asFound(db, wanted, order, most)} where ${isBeyond}
    order by ${order === 'due' ? byDueDate(from?.direction) : sql`id ${direction(from)}`} limit ${limit}`.execute(db)
  return rows
}

/** Of each pair, so many times its even share of a page is looked for at first. */
const SHARES = 4

/**
 * The places of the next records by id: the first of each pair, and of these the first of all. Every pair is one look into its index.
 *
 * A few of each are enough where they are spread over the pairs, as they mostly are; else as many of each are looked for as are asked for.
 */
export async function nextOfPairs(db: Db, pairs: Pairs, limit: number, from?: From): Promise<Place[]> {
  const share = 1 + Math.ceil(limit / pairs.of.length)
  const few = await firstOfEach(db, pairs, Math.min(limit, SHARES * share), from)
  const { ids } = few.certain >= limit ? few : await firstOfEach(db, pairs, limit, from)
  return ids.slice(0, limit).map((id) => ({ id, dueOn: null }))
}

/** The first so many of each pair, put together, the nearest first. `certain`: so many of them are the first of all; any number, where none was cut off. */
async function firstOfEach(
  db: Db,
  { by, of, rest }: Pairs,
  limit: number,
  from?: From,
): Promise<{ ids: number[]; certain: number }> {
  const isOfPair = of.some(([id]) => id === null) ? sql`is null` : sql`= pair.id`
  const next = sql`
    select id from records ${byIndex(db, `records_by_${by}`)}
    where ${sql.ref(`${by}_id`)} ${isOfPair} and state = pair.state and ${rest} and ${beyond(from)}
    order by id ${direction(from)} limit ${limit}`
  // As one text for each pair: joined to the pairs, each record would be looked up once more.
  const { rows } = await sql<{ ids: string }>`
    select (select ${jsonList(db, sql`id`)} from (${next}) as found) as ids
    from ${tableOf(db, 'pair', { id: 'integer', state: 'text' }, of)}`.execute(db)
  const nearest = from?.direction === 'before' ? (a: number, b: number) => b - a : (a: number, b: number) => a - b
  const lists = rows.map((row) => (JSON.parse(row.ids) as number[]).sort(nearest))
  const ids = lists.flat().sort(nearest)
  const [end] = lists.flatMap((list) => (list.length < limit ? [] : list.slice(-1))).sort(nearest)
  return { ids, certain: end === undefined ? Number.POSITIVE_INFINITY : ids.indexOf(end) + 1 }
}

/**
 * The places of the records asked for among the next `length` records in an order, whatever these are, and where that stretch ends:
 * null at the end of all records. Going back, the nearest come first; there are no more than `most` of them.
 */
export async function stretch(
  db: Db,
  wanted: Wanted,
  order: RecordOrder,
  { length, most }: { length: number; most: number },
  from?: From,
): Promise<{ places: Place[]; end: Place | null }> {
  const { records, dueOn } = walkOf(db, wanted, order)
  const inOrder = order === 'due' ? byDueDate(from?.direction) : sql`id ${direction(from)}`
  const columns = sql`id, ${dueOn} as due_on`
  const course = { records: sql`from ${records}`, legs: legs(order, from, null), inOrder }
  const end = (await placeAlong<Place>(db, course, length, columns)) ?? null
  const places: Place[] = []
  for (const leg of legs(order, from, end)) {
    if (places.length === most) break
    const { rows } = await sql<Place>`
      select ${columns} from ${records} and ${leg} and ${wanted.where} order by ${inOrder} limit ${most - places.length}`.execute(
      db,
    )
    places.push(...rows)
  }
  return { places, end }
}

/** The records that are walked over in an order, and the index that has it. */
function walkOf(db: Db, { review, state, dueDates, source, missing }: Wanted, order: RecordOrder): Walked {
  if (order === 'received') {
    const [index, records] = indexOfIds(db, source, missing)
    return { records: sql`records ${index} where ${records}`, dueOn: sql`null` }
  }
  const [index, records] = indexOfDueDates(review, state)
  return {
    records: sql`records ${byIndex(db, index)} where ${records} and due_on is not null and ${dueDates}`,
    dueOn: sql`due_on`,
  }
}

function indexOfIds(db: Db, source: Wanted['source'], missing: boolean): [RawBuilder<unknown>, RawBuilder<unknown>] {
  if (source !== null)
    return [
      byIndex(db, 'records_by_source'),
      sql`source_system_id = ${source.id} and ${inPartition(db, source.organisationId)}`,
    ]
  return missing
    ? [byIndex(db, 'records_missing_in_order'), sql`missing_since is not null`]
    : [notIndexed(db), sql`true`]
}

type Walked = { records: RawBuilder<unknown>; dueOn: RawBuilder<unknown> }

function indexOfDueDates(review: number | null, state: string | null): [string, RawBuilder<unknown>] {
  if (review !== null) return ['records_in_review', sql`review_id = ${review}`]
  return state === null ? ['records_by_due_date', sql`true`] : ['records_by_state', sql`state = ${sql.lit(state)}`]
}

const direction = (from: From | undefined) => (from?.direction === 'before' ? sql`desc` : sql`asc`)

const beyond = (from: From | undefined): RawBuilder<unknown> => (from ? beyondId(sql`records.id`, from) : sql`true`)

const beyondId = (id: RawBuilder<unknown>, from: From): RawBuilder<unknown> =>
  sql`${id} ${from.direction === 'before' ? sql`<` : sql`>`} ${from.place.id}`

const beyondPlace = ({ place, direction: way }: From): RawBuilder<unknown> =>
  sql`(due_on, id) ${way === 'before' ? sql`<` : sql`>`} (${place.dueOn}, ${place.id})`

/** What lies beyond a place and up to another, that one included, as conditions that follow each other in the order. */
function legs(order: RecordOrder, from: From | undefined, end: Place | null): RawBuilder<unknown>[] {
  if (order === 'due') return legsOf(dated(from?.place), dated(end) ?? undefined, from?.direction)
  const until = end && sql`records.id ${from?.direction === 'before' ? sql`>=` : sql`<=`} ${end.id}`
  return [until ? sql`${beyond(from)} and ${until}` : beyond(from)]
}

const dated = (place: Place | null | undefined): DuePlace | null =>
  place?.dueOn ? { dueOn: place.dueOn, id: place.id } : null
