import { type ChainLink, linksAfter, numberOfHash } from '../../db/queries/audit-chain.ts'
import type { Db } from '../../db/schema.ts'
import { hashOfEvent, NO_HASH } from '../domain/audit-event.ts'

/**
 * Where the trail is first wrong: the number of the event, and a sentence that says how. `certificate`: the trail itself is whole, and the
 * destruction certificate of that number is not what it says was issued; `event` is 0 then.
 */
export type TrailBreak = { event: number; text: string; certificate?: string }

/** Of several things that are wrong, the one that is first in the order of events. */
export const firstOf = (...breaks: (TrailBreak | null)[]): TrailBreak | null =>
  breaks.filter((one) => one !== null).toSorted((a, b) => a.event - b.event)[0] ?? null

/** What stands before an event in the chain: its number and its hash. */
export type Before = { id: number; hash: string }

/** The beginning of the trail. */
export const BEGINNING: Before = { id: 0, hash: NO_HASH }

/** True when an event is the next one and is what its hash says. */
export const follows = (before: Before, link: ChainLink): boolean =>
  link.id === before.id + 1 && link.previousHash === before.hash && isItself(link)

/** What was done to a trail in which `link` does not follow `before`; all before that does. */
export async function diagnose(db: Db, before: Before, link: ChainLink): Promise<TrailBreak> {
  if (link.id <= before.id) return broken(link.id, 'was inserted: the trail begins with event 1')
  if (link.id > before.id + 1) return broken(before.id + 1, `was removed: event ${link.id} comes next`)
  const [next] = await linksAfter(db, link.id, 1)
  return isItself(link) ? madeAnew(before, link, next) : notItself(db, before, link, next)
}

const broken = (event: number, what: string): TrailBreak => ({ event, text: `Event ${event} ${what}.` })

const isItself = (link: ChainLink, id = link.id): boolean => hashOfEvent({ ...link, id }) === link.hash

/** An event that is what its hash says and yet does not follow: it or the one before was given a new hash. */
function madeAnew(before: Before, link: ChainLink, next: ChainLink | undefined): TrailBreak {
  const isOld = next === undefined || next.previousHash === link.hash
  if (before.id === 0 || !isOld)
    return broken(link.id, `was altered and given a new hash: it does not follow event ${before.id}`)
  return broken(before.id, `was altered and given a new hash: event ${link.id} carries another one of it`)
}

/** The hash holds the number, so that an event that was moved still says where it stood. */
async function notItself(db: Db, before: Before, link: ChainLink, next: ChainLink | undefined): Promise<TrailBreak> {
  if (isItself(link, link.id - 1)) return broken(before.id, `was inserted: event ${link.id} had its number`)
  const was = await numberItHad(db, link)
  if (was === null) {
    const made = next && isItself(next, link.id) && next.previousHash === before.hash
    return broken(
      link.id,
      made ? `was inserted: event ${next.id} had its number` : 'was altered: it is not what its hash says',
    )
  }
  const isThere = (await numberOfHash(db, link.previousHash)) !== null
  return isThere
    ? broken(link.id, `is not in its place: what stands there was event ${was}`)
    : broken(link.id, `was removed: what stands in its place was event ${was}`)
}

const FARTHEST = 100

/** The number under which an event is what its hash says, among those near it and after the one it names, or null. */
async function numberItHad(db: Db, link: ChainLink): Promise<number | null> {
  const afterPrevious = link.previousHash === NO_HASH ? 1 : ((await numberOfHash(db, link.previousHash)) ?? 0) + 1
  if (isItself(link, afterPrevious)) return afterPrevious
  for (let by = 1; by <= FARTHEST; by++)
    for (const id of [link.id + by, link.id - by]) if (id > 0 && isItself(link, id)) return id
  return null
}
