import { caughtByHolds } from '../../db/queries/caught.ts'
import { type HoldNamed, holdsOver } from '../../db/queries/held.ts'
import { recordCounts } from '../../db/queries/record-counts.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import { wantedRecords } from '../../db/queries/record-wanted.ts'
import { type ListedRecord, recordsByIds } from '../../db/queries/records-list.ts'
import type { RuleRow } from '../../db/queries/retention-rules.ts'
import { idsAlike, type ReviewStanding, reviewStandings } from '../../db/queries/rule-preview.ts'
import { type StandingService, servicesInPlace } from '../../db/queries/services-in-place.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock, Instant, IsoDate } from '../domain/calendar.ts'
import { type ChangePreview, type Effect, movesAny, noChange, withEffects } from '../domain/change-preview.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { sameContent } from '../domain/rule-content.ts'
import { recordPage, type Total } from './record-page.ts'
import { type AlikeMoved, eachAlike } from './rule-preview.ts'
import { changedMeanwhile, knownService, NOTHING_CHANGED } from './rule-versions.ts'

const MOST_SAMPLED = 10

/** What is shown by examples. Whatever leaves a review only with shorter dates falls due earlier, or loses an approval. */
export const sampledEffects = [
  'later',
  'earlier',
  'becomeDue',
  'stopBeingDue',
  'leaveReviews',
] as const satisfies readonly Effect[]
export type SampledEffect = (typeof sampledEffects)[number]

/** A record of a sample. `thenDueOn`: its due date after the change; null: never. `holds`: what keeps it, whatever its date. */
export type SampleRecord = ListedRecord & { serviceName: string | null; thenDueOn: IsoDate | null; holds: HoldNamed[] }

/**
 * What a change of a rule would do to records, within the reach of whoever looks.
 *
 * `services`, `reviews`: the same, for each by itself; of reviews those out of which something goes. `instructed`: records whose sources have
 * been told to dispose of them, which no change of a rule reaches. `held`: records of the rule that holds keep, whatever their dates.
 */
export type FullPreview = {
  countedAt: Instant
  total: ChangePreview
  services: { name: string | null; preview: ChangePreview }[]
  reviews: (ReviewStanding & { preview: ChangePreview })[]
  samples: Record<SampledEffect, SampleRecord[]>
  instructed: number
  held: { rule: string; total: Total }
}

/** A change that could be saved: what it would do to records, and the name of the service that the rule would then have. */
export type ProposedChange = { preview: FullPreview; serviceName: string | null }

/** Looks at a change before it is saved; refused as `changeRule` would refuse it. */
export async function proposeChange(
  db: Db,
  rule: RuleRow,
  { seen, content }: { seen: number; content: RuleContent },
  clock: Clock,
): Promise<Checked<ProposedChange>> {
  if (rule.version !== seen) return changedMeanwhile(rule.code)
  const service = await knownService(db, content)
  if (!service.ok) return service
  const preview = await previewInFull(db, rule.ruleId, content, { clock, reach: null })
  if (sameContent(rule, content) && preview.total.earlier === 0) return refused('recordSeries', NOTHING_CHANGED)
  return accepted({ preview, serviceName: service.value })
}

/** Looks at a change of a rule in full, as records stand now, within a reach (null: all); nothing is written. */
export async function previewInFull(
  db: Db,
  ruleId: number,
  content: RuleContent,
  { clock, reach }: { clock: Clock; reach: number[] | null },
): Promise<FullPreview> {
  const countedAt = clock.now()
  const within = reach === null ? null : new Set(reach)
  const services = new Map<number, ChangePreview>()
  const reviews = new Map<number, ChangePreview>()
  const moved = Object.fromEntries(sampledEffects.map((effect) => [effect, [] as AlikeMoved[]]))
  const places = await servicesInPlace(db)
  let total = noChange()
  for await (const group of eachAlike(db, ruleId, content, clock.today())) {
    const { alike, happening } = group
    if (within && (alike.serviceId === null || !within.has(alike.serviceId))) continue
    const add = (to: Map<number, ChangePreview>, id: number) =>
      to.set(id, withEffects(to.get(id) ?? noChange(), alike.count, happening))
    total = withEffects(total, alike.count, happening)
    add(services, alike.serviceId === null ? 0 : (places.get(alike.serviceId)?.id ?? alike.serviceId))
    if (alike.reviewId !== null) add(reviews, alike.reviewId)
    for (const effect of happening)
      if ((moved[effect]?.length ?? MOST_SAMPLED) < MOST_SAMPLED) moved[effect]?.push(group)
  }
  const names = [...services].map(([id, preview]) => ({ name: places.get(id)?.name ?? null, preview }))
  const touched = [...reviews].filter(([, preview]) => preview.leaveReviewsIfShortened > 0)
  const counts = await recordCounts(db, reach, ruleId)
  return {
    ...{ countedAt, total },
    services: names.filter(({ preview }) => movesAny(preview)).sort(byName),
    reviews: (
      await reviewStandings(
        db,
        touched.map(([id]) => id),
      )
    ).map((review) => ({
      ...{ ...review, preview: reviews.get(review.id) ?? noChange() },
    })),
    samples: await sampled(db, ruleId, moved, places),
    instructed: counts.find(({ state }) => state === 'instructed')?.count ?? 0,
    held: await heldOfRule(db, ruleId, reach),
  }
}

/** How many records of a rule holds keep, counted as far as their list counts them. */
async function heldOfRule(db: Db, ruleId: number, reach: number[] | null): Promise<FullPreview['held']> {
  const terms = await recordTerms(db)
  const rule = terms.rules.get(ruleId)?.code ?? ''
  const wanted = wantedRecords({ rule, caught: await caughtByHolds(db) }, reach, terms)
  return { rule, total: (await recordPage(db, wanted, 'received', 1)).total }
}

type Named = FullPreview['services'][number]

/** Records of no service come last. */
const byName = (a: Named, b: Named): number =>
  a.name === null || b.name === null ? Number(a.name === null) - Number(b.name === null) : a.name.localeCompare(b.name)

/** The first records of each kind, from as many groups as there are. */
async function sampled(
  db: Db,
  ruleId: number,
  moved: Record<string, AlikeMoved[]>,
  places: Map<number, StandingService>,
): Promise<FullPreview['samples']> {
  const samples: FullPreview['samples'] = { later: [], earlier: [], becomeDue: [], stopBeingDue: [], leaveReviews: [] }
  for (const effect of sampledEffects) {
    const chosen = await chosenOf(db, ruleId, moved[effect] ?? [])
    const ids = [...chosen.keys()]
    const records = await recordsByIds(db, ids)
    const holds = await holdsOver(db, ids)
    samples[effect] = records.map((record) => ({
      ...record,
      serviceName: record.serviceId === null ? null : (places.get(record.serviceId)?.name ?? null),
      ...{ thenDueOn: chosen.get(record.id) ?? null, holds: holds.get(record.id) ?? [] },
    }))
  }
  return samples
}

/** The ids of a sample, in order, each with the due date that it would have. */
async function chosenOf(db: Db, ruleId: number, groups: AlikeMoved[]): Promise<Map<number, IsoDate | null>> {
  const chosen = new Map(groups.map(({ alike, placement }) => [alike.firstId, placement.dueOn]))
  for (const { state, alike, placement } of groups) {
    if (chosen.size >= MOST_SAMPLED) break
    if (alike.count === 1) continue
    for (const id of await idsAlike(db, { ruleId, state, alike, limit: MOST_SAMPLED }))
      if (chosen.size < MOST_SAMPLED) chosen.set(id, placement.dueOn)
  }
  return new Map([...chosen].sort(([a], [b]) => a - b))
}
