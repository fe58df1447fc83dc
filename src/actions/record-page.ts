import { type From, nextOfPairs, type Place, placesOf, type RecordOrder } from '../../db/queries/record-places.ts'
import type { Wanted } from '../../db/queries/record-wanted.ts'
import { type ListedRecord, recordsByIds } from '../../db/queries/records-list.ts'
import type { Db } from '../../db/schema.ts'
import { firstOf, walk } from './record-walk.ts'

/** `total`: how many records are asked for, null when they are more than is worth counting. `more`: on either side. */
export type RecordPage = { records: ListedRecord[]; total: number | null; more: { before: boolean; after: boolean } }

/** As far as the records of a list are counted. */
export const MOST_COUNTED = 10_000

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
  const counted = await fewPlaces(db, wanted, order, MOST_COUNTED)
  const places = counted ? beyond(counted, order, from) : await nextPlaces(db, wanted, order, size + 1, from)
  const backwards = from?.direction === 'before'
  const shown = places.slice(0, size)
  const ids = (backwards ? shown.toReversed() : shown).map(({ id }) => id)
  const further = places.length > size
  return {
    records: await recordsByIds(db, ids),
    total: counted ? counted.length : null,
    more: { before: backwards ? further : from !== undefined, after: backwards || further },
  }
}

/** The places of all records asked for, in no order, or null when they are more than `most`. */
export async function fewPlaces(db: Db, wanted: Wanted, order: RecordOrder, most: number): Promise<Place[] | null> {
  const places = wanted.narrow
    ? await placesOf(db, wanted, order, most + 1)
    : await firstOf(walk(db, wanted, order), most + 1)
  return places.length > most ? null : places
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
  return firstOf(walk(db, wanted, order, from), count)
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
