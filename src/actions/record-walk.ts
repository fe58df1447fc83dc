import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { type From, type Place, type RecordOrder, stretch } from '../../db/queries/record-places.ts'
import type { Wanted } from '../../db/queries/record-wanted.ts'
import type { Db } from '../../db/schema.ts'

/** How many records are looked at in one go: at first, when the next page is likely among them, and at most. */
export type Stride = { first: number; most: number }

/** Short enough that other pages do not wait for it. */
const STRIDE: Stride = { first: 500, most: 8_000 }

/** Where a walk begins, in what strides it goes, and after how many records that were asked for it ends; all of them when left out. */
export type Walk = { from?: From | undefined; stride?: Stride; most?: number }

/** Walks over the records in an order, stretch by stretch, and gives the places of those asked for; others get their turn in between. */
export async function* walk(
  db: Db,
  wanted: Wanted,
  order: RecordOrder,
  { from, stride = STRIDE, most = Number.MAX_SAFE_INTEGER }: Walk = {},
): AsyncGenerator<Place[]> {
  const direction = from?.direction ?? 'after'
  let length = stride.first
  let left = most
  let at = from
  do {
    const { places, end } = await stretch(db, wanted, order, { length, most: left }, at)
    if (places.length > 0) yield places
    left -= places.length
    at = end === null || left === 0 ? undefined : { place: end, direction }
    length = Math.min(length * 4, stride.most)
    await turnOfEvents()
  } while (at)
}

/** As many of the places as a walk meets first. */
export async function firstOf(walked: AsyncIterable<Place[]>, count: number): Promise<Place[]> {
  const found: Place[] = []
  for await (const places of walked) {
    found.push(...places)
    if (found.length >= count) break
  }
  return found.slice(0, count)
}
