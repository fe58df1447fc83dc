import { lastRecordId } from '../../db/queries/feed-records.ts'
import { countsOfKept } from '../../db/queries/record-counts.ts'
import {
  countDated,
  countUpTo,
  type From,
  nextOfFew,
  nextOfPairs,
  type Place,
  placesOf,
  type RecordOrder,
  stretch,
} from '../../db/queries/record-places.ts'
import type { Wanted } from '../../db/queries/record-wanted.ts'
import { type ListedRecord, recordsByIds } from '../../db/queries/records-list.ts'
import type { Db } from '../../db/schema.ts'
import { type RecordState, recordStates } from '../domain/held-record.ts'
import { firstOf, walk } from './record-walk.ts'

/** How many records are asked for; not `exact`: at least so many, as counting further would take too long. */
export type Total = { records: number; exact: boolean }

/** `more`: on either side. */
export type RecordPage = { records: ListedRecord[]; total: Total; more: { before: boolean; after: boolean } }

/** As far as records are counted that an index leads to, and as many records are looked at where none does. */
const MOST_COUNTED = 10_000
const AT_LEAST: Total = { records: MOST_COUNTED, exact: false }
const MOST_LOOKED_AT = 2_000
/** To put more than these in order takes longer than to walk to the first of them: each is read, from anywhere in the file. */
const MOST_SORTED = 2_000
/** So many records are looked at altogether where there are no more: a list of a small council is always counted. */
const SMALL_INVENTORY = 30_000

/**
 * One page of the records asked for.
 *
 * What is few enough to be counted is put in order here. More than that is so common that walking an index in its order meets a
 * page of it soon.
 */
export async function recordPage(
  db: Db,
  wanted: Wanted,
  order: RecordOrder,
  size: number,
  from?: From,
): Promise<RecordPage> {
  const { total, places } = await found(db, wanted, order, size + 1, from)
  const backwards = from?.direction === 'before'
  const shown = places.slice(0, size)
  const ids = (backwards ? shown.toReversed() : shown).map(({ id }) => id)
  const further = places.length > size
  return {
    records: await recordsByIds(db, ids),
    total: total.exact ? total : leastOf(total, places.length, further || from !== undefined),
    more: { before: backwards ? further : from !== undefined, after: backwards || further },
  }
}

type Found = { total: Total; places: Place[] }

/** How many there are, and the next places of them, the nearest first. */
async function found(db: Db, wanted: Wanted, order: RecordOrder, count: number, from?: From): Promise<Found> {
  if (wanted.legs) return foundByLegs(db, wanted.legs, order, count, from)
  const kept = await keptTotal(db, wanted, order)
  // In the order of due dates, few are better gone through than walked to.
  if (kept && (order === 'received' || kept.records > MOST_SORTED))
    return { total: kept, places: await nextPlaces(db, wanted, order, count, from) }
  if (wanted.narrow) return foundByIndex(db, wanted, order, count, from)
  const { total, all, seen } = await lookedAt(db, wanted, order)
  if (!from && seen.length >= count) return { total, places: seen.slice(0, count) }
  return { total, places: all ? beyond(all, order, from) : await nextPlaces(db, wanted, order, count, from) }
}

/** What an index leads to, where it is few enough, is counted and put in order by the database. */
async function foundByIndex(db: Db, wanted: Wanted, order: RecordOrder, count: number, from?: From): Promise<Found> {
  const records = await countUpTo(db, wanted, order, MOST_COUNTED + 1)
  if (records > MOST_COUNTED) return { total: AT_LEAST, places: await nextPlaces(db, wanted, order, count, from) }
  const total = { records, exact: true }
  return { total, places: await nextOfFew(db, wanted, order, { most: MOST_COUNTED, limit: count, from }) }
}

/** The next of each leg, put together: a record in several of them is one. Their numbers add up only where each is gone through. */
async function foundByLegs(db: Db, legs: Wanted[], order: RecordOrder, count: number, from?: From): Promise<Found> {
  const [only] = legs
  if (only && legs.length === 1) return found(db, only, order, count, from)
  const all = new Map<number, Place>()
  const next = new Map<number, Place>()
  let most = 0
  let isExact = true
  for (const leg of legs) {
    const { total, all: places } = await counted(db, leg, order)
    most = Math.max(most, total.records)
    isExact &&= places !== null
    for (const place of places ?? []) all.set(place.id, place)
    const nearest = places ? beyond(places, order, from) : await nextPlaces(db, leg, order, count, from)
    for (const place of nearest) next.set(place.id, place)
  }
  const total = isExact ? { records: all.size, exact: true } : { records: Math.max(most, all.size), exact: false }
  return { total, places: beyond([...next.values()], order, from) }
}

/** The first page may be all that there is, and it may show more than were counted. */
const leastOf = ({ records }: Total, seen: number, others: boolean): Total =>
  others ? { records: Math.max(records, seen), exact: false } : { records: seen, exact: true }

type Counted = { total: Total; all: Place[] | null }

/** How many records are asked for, and the places of all of them where they had to be gone through for it. */
async function counted(db: Db, wanted: Wanted, order: RecordOrder): Promise<Counted> {
  const kept = await keptTotal(db, wanted, order)
  if (kept && kept.records > MOST_COUNTED) return { total: kept, all: null }
  if (!wanted.narrow) return lookedAt(db, wanted, order)
  const all = await fewPlaces(db, wanted, order, MOST_COUNTED)
  return all ? exactly(all) : { total: AT_LEAST, all }
}

/** As `counted`, where no index leads to them: the first of all records are looked at, and all of them in a small inventory. `seen`: those asked for among these, in order. */
async function lookedAt(db: Db, wanted: Wanted, order: RecordOrder): Promise<Counted & { seen: Place[] }> {
  const isSmall = (await lastRecordId(db)) <= SMALL_INVENTORY
  const length = isSmall ? SMALL_INVENTORY : MOST_LOOKED_AT
  const { places, end } = await stretch(db, wanted, order, { length, most: length })
  const counted = end === null ? exactly(places) : { total: { records: places.length, exact: false }, all: null }
  return { ...counted, seen: places }
}

const exactly = (all: Place[]) => ({ total: { records: all.length, exact: true }, all })

/** All records of these states have a due date. */
const datedStates: readonly RecordState[] = ['retained', 'due', 'approved']
/** Of these, some have one still. Those that are open or permanent have none. */
const partlyDated = recordStates.filter((state) => ![...datedStates, 'open', 'permanent'].includes(state))

/** How many records the kept counts say there are, or null where they do not say. */
export async function keptTotal(db: Db, wanted: Wanted, order: RecordOrder): Promise<Total | null> {
  if (wanted.kept === null) return null
  const counts = await countsOfKept(db, wanted.kept)
  const sumOf = (some: typeof counts) => some.reduce((sum, { records }) => sum + records, 0)
  if (order === 'received') return { records: sumOf(counts), exact: true }
  const partly = counts.filter(({ state, records }) => partlyDated.includes(state) && records > 0)
  const states = partly.map(({ state }) => state)
  const more = states.length === 0 ? 0 : await countDated(db, wanted, states, MOST_COUNTED)
  const dated = sumOf(counts.filter(({ state }) => datedStates.includes(state)))
  return { records: dated + more, exact: more < MOST_COUNTED }
}

/** The places of all records asked for that an index leads to, in no order, or null when they are more than `most`. */
export async function fewPlaces(db: Db, wanted: Wanted, order: RecordOrder, most: number): Promise<Place[] | null> {
  return (await countUpTo(db, wanted, order, most + 1)) > most ? null : placesOf(db, wanted, order, most)
}

/** The next places in an order, going back the nearest first, whether they are many or few. */
export async function nextPlaces(
  db: Db,
  wanted: Wanted,
  order: RecordOrder,
  count: number,
  from?: From,
): Promise<Place[]> {
  if (order === 'received' && wanted.pairs) return nextOfPairs(db, wanted.pairs, count, from)
  return firstOf(walk(db, wanted, order, { from, most: count }), count)
}

/** The ids of places in an order. */
export const inOrder = (places: Place[], order: RecordOrder): number[] =>
  places.toSorted(comparing(order)).map(({ id }) => id)

const comparing = (order: RecordOrder) => (a: Place, b: Place) => {
  const [one, other] = order === 'due' ? [a.dueOn ?? '', b.dueOn ?? ''] : ['', '']
  return one === other ? a.id - b.id : one < other ? -1 : 1
}

/** The places on one side of a place, the nearest first. */
function beyond(places: Place[], order: RecordOrder, from: From | undefined): Place[] {
  const compare = comparing(order)
  if (!from) return places.toSorted(compare)
  if (from.direction === 'after') return places.filter((place) => compare(place, from.place) > 0).toSorted(compare)
  return places.filter((place) => compare(place, from.place) < 0).toSorted((a, b) => compare(b, a))
}
