import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { endsByHash } from '../../db/queries/feed-records.ts'
import {
  type CaughtRecords,
  type Criteria,
  caughtAmong,
  caughtAsKept,
  caughtByReference,
  type Leg,
  openInstructions,
  reviewsOf,
  servicesInPlaceOf,
} from '../../db/queries/hold-catches.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import type { Db } from '../../db/schema.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { isEnded, type RecordState, recordStates } from '../domain/held-record.ts'
import type { Catches } from './hold-drafts.ts'

/** Records that a hold catches, in numbers, by something that they have in common. */
export type CountedBy<Key> = { key: Key; records: number }

/**
 * What a hold would catch. `reviews`: from which records would be taken; `instructions`: that would be asked to stop.
 * `unknown`, `gone`: the references of a list that no record has yet, and those whose records have been disposed of and forgotten.
 */
export type HoldPreview = {
  records: number
  states: CountedBy<RecordState>[]
  services: CountedBy<number | null>[]
  rules: CountedBy<number>[]
  reviews: number[]
  instructions: number
  unknown: number
  firstUnknown: string[]
  gone: number
}

const STRETCH = 5000
const AT_ONCE = 2000
const UNKNOWN_SHOWN = 10

/** What a hold would catch now; nothing is changed. Records are gone through stretch by stretch where no count of them is kept, so that pages are answered meanwhile. */
export async function previewHold(db: Db, catches: Catches, hashKey: string): Promise<HoldPreview> {
  const list = catches.by === 'list' ? await listed(db, catches, hashKey) : { caught: [], unknown: [], gone: 0 }
  const found = catches.by === 'list' ? byReview(list.caught) : await byCriteria(db, catches.criteria)
  const { reviews, instructedIn } = found
  const caught = found.caught.filter(({ state }) => !isEnded(state))
  return {
    records: total(caught),
    states: grouped(caught, ({ state }) => state).sort((a, b) => place(a.key) - place(b.key)),
    services: most(grouped(caught, ({ serviceId }) => serviceId)),
    rules: most(grouped(caught, ({ ruleId }) => ruleId)),
    reviews,
    instructions: await openInstructions(db, instructedIn),
    unknown: list.unknown.length,
    firstUnknown: list.unknown.slice(0, UNKNOWN_SHOWN),
    gone: list.gone + total(found.caught.filter(({ state }) => isEnded(state))),
  }
}

type Found = { caught: CaughtRecords[]; reviews: number[]; instructedIn: number[] }

async function byCriteria(db: Db, given: Criteria): Promise<Found> {
  const criteria = { ...given, services: await servicesInPlaceOf(db, given.services) }
  const isKept = criteria.sources.length === 0 && criteria.triggerFrom === null && criteria.triggerTo === null
  if (!isKept) return byReview(await walked(db, criteria))
  const caught = await caughtAsKept(db, criteria)
  const reviews = await reviewsOf(db, criteria)
  return {
    caught,
    reviews: reviews.flatMap(({ id, underWay }) => (underWay ? [id] : [])),
    instructedIn: reviews.map(({ id }) => id),
  }
}

/** What stands in a review is due or approved; what is instructed knows the review that it came from. */
function byReview(caught: CaughtRecords[]): Found {
  const of = (...states: RecordState[]) => [
    ...new Set(caught.flatMap(({ state, reviewId }) => (states.includes(state) ? (reviewId ?? []) : []))),
  ]
  return { caught, reviews: of('due', 'approved').sort((a, b) => a - b), instructedIn: of('instructed') }
}

async function walked(db: Db, criteria: Criteria): Promise<CaughtRecords[]> {
  const caught: CaughtRecords[] = []
  const { sources } = await recordTerms(db)
  for (const leg of legsOf(criteria, (id) => sources.get(id)?.organisationId ?? 0))
    for (let after: number | null = 0; after !== null; ) {
      const found = await caughtAmong(db, criteria, leg, after, STRETCH)
      caught.push(...found.caught)
      after = found.last
      await turnOfEvents()
    }
  return caught
}

/** Rules are many and each has few of the records; a source may have most of them, and says of which organisation they are. */
function legsOf({ rules, services, sources }: Criteria, organisationOf: (sourceId: number) => number): Leg[] {
  const organisationIds = sources.length === 0 ? null : [...new Set(sources.map(organisationOf))]
  const legs = (by: 'rule' | 'service', ids: readonly number[]): Leg[] =>
    ids.flatMap((id) => recordStates.map((state) => ({ by, id, state, organisationIds })))
  if (rules.length > 0) return legs('rule', rules)
  if (services.length > 0) return legs('service', services)
  if (sources.length > 0)
    return sources.map((id) => ({ by: 'source', id, state: null, organisationIds: [organisationOf(id)] }))
  return [{ by: null, id: 0, state: null, organisationIds: null }]
}

async function listed(db: Db, { sourceSystemId, references }: Catches & { by: 'list' }, hashKey: string) {
  const { organisationId = 0 } = (await recordTerms(db)).sources.get(sourceSystemId) ?? {}
  const ofSource = { sourceSystemId, organisationId }
  const caught: CaughtRecords[] = []
  const unknown: string[] = []
  let gone = 0
  for (let from = 0; from < references.length; from += AT_ONCE) {
    const found = await caughtByReference(db, ofSource, references.slice(from, from + AT_ONCE))
    const hashes = new Map(
      found.unknown.map((reference) => [forgottenReference(hashKey, sourceSystemId, reference), reference]),
    )
    const ends = await endsByHash(db, ofSource, [...hashes.keys()])
    caught.push(...found.caught)
    gone += ends.size
    unknown.push(...[...hashes].flatMap(([hash, reference]) => (ends.has(hash) ? [] : [reference])))
    await turnOfEvents()
  }
  return { caught, unknown, gone }
}

function grouped<Key>(caught: CaughtRecords[], keyOf: (row: CaughtRecords) => Key): CountedBy<Key>[] {
  const sums = new Map<Key, number>()
  for (const row of caught) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.records)
  return [...sums].map(([key, records]) => ({ key, records }))
}

const total = (caught: CaughtRecords[]): number => caught.reduce((sum, { records }) => sum + records, 0)

const most = <Key>(counts: CountedBy<Key>[]): CountedBy<Key>[] => counts.sort((a, b) => b.records - a.records)

const place = (state: RecordState): number => recordStates.indexOf(state)
