import { type ChainLink, type Erasure, erasures } from '../../db/queries/audit-chain.ts'
import type { Db } from '../../db/schema.ts'
import { digestOfPerson, growingHash } from '../domain/audit-event.ts'
import { type Instant, type IsoDate, londonDate } from '../domain/calendar.ts'
import { firstOf, type TrailBreak } from './trail-diagnosis.ts'
import { checkErasures } from './trail-erasures.ts'

/** Looks at who events name, and at erasures, one event after the other; `end` says what is wrong with the whole. Both give the first thing that is. */
export type NameCheck = {
  look: (link: ChainLink) => Promise<TrailBreak | null>
  end: () => TrailBreak | null
  erased: () => number
}

/** An erasure while its events are gone over; `day`: the London date of the last of them. */
type Open = { of: Erasure; count: number; hash: ReturnType<typeof growingHash>; day: IsoDate | null }

/**
 * Checks that who an event names is who it named when it was chained, and that every name that is missing was erased by an
 * event that says so, with the right number and the right list, and that the sweep can have written then.
 */
export async function checkNames(db: Db, today?: IsoDate): Promise<NameCheck> {
  const known = await erasures(db)
  const byNumber = new Map(known.map((erasure) => [erasure.id, erasure]))
  const check = await checkErasures(db, today)
  const dayOf = dayByHour()
  let open: Open | null = null
  let erased = 0

  const look = async (link: ChainLink): Promise<TrailBreak | null> => {
    const erasure = byNumber.get(link.id)
    return firstOf(erasure ? check.itself(erasure) : null, await named(link))
  }

  async function named(link: ChainLink): Promise<TrailBreak | null> {
    const { id, person, personDigest } = link
    if (person === null) return personDigest === '' ? null : missing(link)
    if (personDigest === '') return broken(id, `Event ${id} names somebody, and named nobody when it was written.`)
    if (digestOfPerson(person.salt, person) !== personDigest)
      return broken(id, `Who event ${id} names, or from which address, was altered.`)
    if (person.happenedOn !== dayOf(link.at))
      return broken(id, `The day from which the name of event ${id} is kept was altered.`)
    const over = erasureOf(known, id)
    return over && broken(id, `Event ${id} names somebody whose name was erased by event ${over.id}.`)
  }

  async function missing({ id, at }: ChainLink): Promise<TrailBreak | null> {
    erased += 1
    const erasure = erasureOf(known, id)
    if (!erasure) return erasureOf(await erasures(db), id) ? null : unaccounted(id)
    const wrong = open?.of === erasure ? null : close()
    if (open?.of !== erasure) open = { of: erasure, count: 0, hash: growingHash(), day: null }
    open.count += 1
    open.hash.add([id])
    const day = dayOf(at)
    if (day === open.day) return wrong
    open.day = day
    return firstOf(wrong, check.ofEvent(erasure, id, day))
  }

  function close(): TrailBreak | null {
    if (open === null) return null
    const { of, count, hash } = open
    open = null
    if (count === of.count && hash.end() === of.listHash) return null
    return broken(
      of.id,
      `Event ${of.id} does not list the names that are missing from event ${of.first} to event ${of.last}.`,
    )
  }

  return { look, end: close, erased: () => erased }
}

const broken = (event: number, text: string): TrailBreak => ({ event, text })

const unaccounted = (id: number): TrailBreak =>
  broken(id, `Who event ${id} names was removed, and no erasure accounts for it.`)

/** The erasure that an event falls under; they follow each other without overlapping. */
const erasureOf = (all: Erasure[], id: number): Erasure | null =>
  all.find(({ first, last }) => first <= id && id <= last) ?? null

/** The London date of an instant; all of an hour are of one date, so that most need no calendar. */
function dayByHour(): (at: Instant) => IsoDate {
  let hour = ''
  let day = ''
  return (at) => {
    if (at.slice(0, 13) !== hour) {
      hour = at.slice(0, 13)
      day = londonDate(at)
    }
    return day
  }
}
