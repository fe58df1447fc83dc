import { setImmediate as turnOfEvents } from 'node:timers/promises'
import {
  isExact,
  type Numbers,
  namesLike,
  numbersOf,
  type TrailEvent,
  type TrailFilters,
  type TrailPlace,
  trailStretch,
} from '../../db/queries/audit-list.ts'
import type { Db } from '../../db/schema.ts'
import type { EventKind, SubjectKind } from '../domain/audit-event.ts'
import { addDays, type IsoDate, startOfDay } from '../domain/calendar.ts'

/** What a reader asks of the trail. `person`: a part of a name, or the number of a user; `from` and `to`: London dates, both inclusive. */
export type TrailQuestion = {
  person?: string | undefined
  subject?: SubjectKind | undefined
  subjectId?: string | undefined
  kind?: EventKind | undefined
  from?: IsoDate | undefined
  to?: IsoDate | undefined
  text?: string | undefined
}

/**
 * Events, the newest first, and where the pages beside them begin. `lookedBackTo`: the page is not full and yet not the last: so
 * many events were looked at, down to this number, that the rest is left to the next page.
 */
export type TrailPage = {
  events: TrailEvent[]
  older: number | null
  newer: number | null
  lookedBackTo: number | null
}

type Wanted = { filters: TrailFilters; numbers: Numbers }

const MOST_NAMES = 50
const MOST_LOOKED_AT = 60_000
const FIRST_LOOK = 500
const MOST_AT_ONCE = 4000

/** One page of the events asked for, in a time that does not grow with the trail. */
export async function trailPage(db: Db, question: TrailQuestion, size: number, place?: TrailPlace): Promise<TrailPage> {
  const wanted = await wantedEvents(db, question)
  const found: TrailEvent[] = []
  let looked = 0
  let end: number | null = null
  for await (const stretch of walk(db, wanted, isExact(wanted.filters) ? size + 1 : FIRST_LOOK, place)) {
    found.push(...stretch.events)
    looked += stretch.looked
    end = stretch.end
    if (found.length > size || looked >= MOST_LOOKED_AT) break
  }
  const events = found.slice(0, size)
  const beyond = found.length > size ? (events.at(-1)?.id ?? null) : end
  if (place?.direction === 'newer')
    return { events: events.reverse(), older: events.at(-1)?.id ?? place.id + 1, newer: beyond, lookedBackTo: null }
  const newer = place === undefined ? null : (events[0]?.id ?? place.id - 1)
  return { events, older: beyond, newer, lookedBackTo: found.length <= size ? end : null }
}

/** All events asked for, the newest first, stretch by stretch. */
export async function* wholeTrail(db: Db, question: TrailQuestion): AsyncGenerator<TrailEvent[]> {
  for await (const { events } of walk(db, await wantedEvents(db, question), MOST_AT_ONCE)) yield events
}

/** A name is looked up among the names first, so that the events of a person come by an index. */
async function wantedEvents(
  db: Db,
  { person, subject, subjectId, kind, from, to, text }: TrailQuestion,
): Promise<Wanted> {
  const filters: TrailFilters = {
    ...(await personAsked(db, person)),
    ...{ subjectKind: subject, subjectId, kind, text },
    from: from && startOfDay(from),
    to: to && startOfDay(addDays(to, 1)),
  }
  return { filters, numbers: await numbersOf(db, filters) }
}

async function personAsked(db: Db, person: string | undefined): Promise<TrailFilters> {
  if (person === undefined) return {}
  const number = /^(?:user )?(\d+)$/i.exec(person)?.[1]
  if (number !== undefined) return { whoId: number }
  const names = await namesLike(db, person, MOST_NAMES)
  return names === null ? { nameLike: person } : { names }
}

type Stretch = { events: TrailEvent[]; end: number | null; looked: number }

/** Goes over the trail in stretches that grow; others get their turn in between. Each of several names is looked at by itself, so that a stretch costs as much. */
async function* walk(db: Db, { filters, numbers }: Wanted, first: number, place?: TrailPlace): AsyncGenerator<Stretch> {
  const direction = place?.direction ?? 'older'
  const share = Math.max(1, filters.names?.length ?? 1)
  const most = Math.ceil(MOST_AT_ONCE / share)
  let length = Math.min(first, most)
  let at = place
  do {
    const { events, end } = await trailStretch(db, filters, numbers, length, at)
    yield { events, end, looked: length * share }
    at = end === null ? undefined : { id: end, direction }
    length = Math.min(length * 4, most)
    await turnOfEvents()
  } while (at)
}
