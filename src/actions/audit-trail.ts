import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { type Anchor, anchorsAt, type ChainLink, linksAfter } from '../../db/queries/audit-chain.ts'
import type { Db } from '../../db/schema.ts'
import { dateInWords, type IsoDate, londonDate } from '../domain/calendar.ts'
import { verifyCertificates } from './certificate-verification.ts'
import { BEGINNING, type Before, diagnose, firstOf, follows, type TrailBreak } from './trail-diagnosis.ts'
import { checkNames } from './trail-names.ts'

/**
 * What a verification found. `events`: how many were looked at; `head`: the last of them; `erased`: of how many the name has been erased;
 * `certificates`: how many destruction certificates are what was issued.
 */
export type TrailVerdict = {
  events: number
  head: Before
  anchors: number
  erased: number
  certificates: number
  broken: TrailBreak | null
}

/** `anchors`: points that the trail is known to have come to from elsewhere, such as a digest or a backup. `today`: nothing was erased later. `onPage`: is told how many have been looked at. */
export type Verifying = {
  anchors?: Anchor[]
  today?: IsoDate
  signal?: AbortSignal
  atOnce?: number
  onPage?: (events: number) => Promise<void>
}

const AT_ONCE = 1000

/**
 * Goes over the whole audit trail and finds the first event that was altered, removed, inserted or put elsewhere.
 *
 * Also found: a name that was altered, or removed without an erasure that was due; and, by the anchors, a trail that was
 * cut short or written anew. Where the trail is whole, each destruction certificate is compared with what it says of its issue. It changes nothing, holds one page of events at a time, and lets others write meanwhile.
 */
export async function verifyTrail(
  db: Db,
  { anchors: brought = [], today, signal, atOnce = AT_ONCE, onPage }: Verifying = {},
): Promise<TrailVerdict> {
  const names = await checkNames(db, today)
  const verdict: TrailVerdict = { events: 0, head: BEGINNING, anchors: 0, erased: 0, certificates: 0, broken: null }
  let wrongName: TrailBreak | null = null
  let anchored = 0
  const end = (broken: TrailBreak | null): TrailVerdict => ({
    ...{ ...verdict, erased: names.erased() },
    broken: firstOf(wrongName, broken),
  })

  for (
    let links = await linksAfter(db, null, atOnce);
    links.length > 0;
    links = await linksAfter(db, verdict.head.id, atOnce)
  ) {
    const anchors = byEvent([...(await anchorsAt(db, verdict.head.id, links.at(-1)?.id ?? 0)), ...brought])
    for (const link of links) {
      if (!follows(verdict.head, link)) return end(await diagnose(db, verdict.head, link))
      const here = anchors.get(link.id) ?? []
      const other = here.find(({ hash }) => hash !== link.hash)
      if (other) return end(rewritten(link, other, anchored))
      if (here.length > 0) anchored = link.id
      wrongName = firstOf(wrongName, await names.look(link))
      verdict.anchors += here.length
      verdict.events += 1
      verdict.head = { id: link.id, hash: link.hash }
    }
    signal?.throwIfAborted()
    await onPage?.(verdict.events)
    await turnOfEvents()
  }
  const beyond = [
    ...(await anchorsAt(db, verdict.head.id, null)),
    ...brought.filter(({ eventId }) => eventId > verdict.head.id),
  ]
  const whole = end(firstOf(names.end(), await cutShort(db, verdict.head, beyond)))
  return whole.broken ? whole : withCertificates(db, whole, signal)
}

async function withCertificates(db: Db, verdict: TrailVerdict, signal?: AbortSignal): Promise<TrailVerdict> {
  const { certificates, changed } = await verifyCertificates(db, signal)
  const broken = changed && { event: 0, text: changed.text, certificate: changed.number }
  return { ...verdict, certificates, broken }
}

const byEvent = (anchors: Anchor[]): Map<number, Anchor[]> => Map.groupBy(anchors, ({ eventId }) => eventId)

function rewritten({ id }: ChainLink, anchor: Anchor, lastGood: number): TrailBreak {
  const since = lastGood === 0 ? 'it, or an event before it,' : `it, or an event after event ${lastGood},`
  return {
    event: id,
    text: `Event ${id} is not the one ${pointInWords(anchor)}: ${since} was altered and the chain made anew from there.`,
  }
}

/** The trail may have grown since its end was reached, by anchors too: only what is not there even now was cut off. */
async function cutShort(db: Db, head: Before, beyond: Anchor[]): Promise<TrailBreak | null> {
  for (const anchor of beyond.toSorted((a, b) => a.eventId - b.eventId)) {
    const [link] = await linksAfter(db, anchor.eventId - 1, 1)
    if (link?.id === anchor.eventId && link.hash === anchor.hash) continue
    const event = head.id + 1
    return {
      event,
      text: `Event ${event} and what followed it were removed: the trail had come to event ${anchor.eventId} ${pointInWords(anchor)}.`,
    }
  }
  return null
}

const pointInWords = ({ anchoredAt }: Anchor): string =>
  anchoredAt === null ? 'that is known from elsewhere' : `that was anchored on ${dateInWords(londonDate(anchoredAt))}`
