import type { IsoDate } from './calendar.ts'
import type { FeedRow } from './feed-row.ts'
import type { RecordState } from './held-record.ts'
import { type DatingRule, type Placement, type place, staysInReview } from './placement.ts'

/** What is held of a record that a feed lists again. */
export type KnownRecord = {
  id: number
  state: RecordState
  ruleId: number
  ruleVersionId: number
  serviceId: number | null
  triggerOn: IsoDate | null
  correctedFrom: IsoDate | null
  keptUntil: IsoDate | null
  title: string
  quantity: number
  location: string
  reviewId: number | null
  missingSince: IsoDate | null
}

/** A version of a rule as rows name it: the one in force, by which new records are dated. */
export type RuleNamed = DatingRule & { ruleId: number; versionId: number; serviceId: number | null }

/**
 * What changes are measured by. `versions`: every version that records were dated under, by id; `placed` answers as `place`.
 * `correction`: the feed may also move a date of last activity back.
 */
export type ChangeTerms = {
  versions: Map<number, DatingRule>
  placed: typeof place
  today: IsoDate
  correction: boolean
}

/** What changed, for the record's history. Titles and locations may name people: that they changed is all that is kept. */
export type FactChange =
  | { what: 'trigger date' | 'missing at source'; before: IsoDate | null; after: IsoDate | null }
  | { what: 'rule' | 'service'; before: number | null; after: number | null }
  | { what: 'quantity'; before: number; after: number }
  | { what: 'title' | 'location' }

/** A record as a row leaves it. `leavesReview`: the review it was in, because the facts that it stood there for have changed. */
export type ChangedRecord = Omit<KnownRecord, 'missingSince' | 'keptUntil'> &
  Omit<Placement, 'state'> & { leavesReview: number | null; changes: FactChange[] }

/** What a row does to its record. `heldBack`: its date of last activity was earlier or blank, and the later one stands. */
export type FeedChange = { changed: ChangedRecord | null; heldBack: boolean }

/**
 * What a row changes about a record that is held already.
 *
 * A date of last activity only moves forward, unless the feed is a correction; for other triggers a blank date reopens the
 * record. A date that a person corrected stands until the source sends a third one. An extension stays.
 */
export function feedChange(record: KnownRecord, row: FeedRow<RuleNamed>, terms: ChangeTerms): FeedChange {
  const trigger = triggerAfter(record, row, terms)
  const facts = {
    ruleId: row.rule.ruleId,
    serviceId: row.serviceId,
    triggerOn: trigger.on,
    title: row.title ?? record.title,
    quantity: row.quantity ?? record.quantity,
    location: row.location ?? record.location,
  }
  const changes = changesBetween(record, facts)
  if (changes.length === 0) return { changed: null, heldBack: trigger.heldBack }
  const changed = { ...record, ...facts, ...standing(record, row.rule, facts, terms), changes }
  return { changed: { ...changed, correctedFrom: trigger.correctedFrom }, heldBack: trigger.heldBack }
}

type Facts = Pick<KnownRecord, 'ruleId' | 'serviceId' | 'triggerOn' | 'title' | 'quantity' | 'location'>

function triggerAfter(record: KnownRecord, row: FeedRow<RuleNamed>, { versions, correction }: ChangeTerms) {
  const stays = { on: record.triggerOn, correctedFrom: record.correctedFrom, heldBack: false }
  const sent = row.triggerOn
  if (!row.dated || sent === record.triggerOn) return stays
  if (record.correctedFrom !== null && sent === record.correctedFrom) return stays
  const wasActivity = versions.get(record.ruleVersionId)?.triggerKind === 'last_activity'
  const rollsForward = wasActivity && row.rule.triggerKind === 'last_activity' && !correction
  if (rollsForward && record.triggerOn !== null && (sent === null || sent < record.triggerOn))
    return { ...stays, heldBack: true }
  return { on: sent, correctedFrom: null, heldBack: false }
}

function changesBetween(record: KnownRecord, facts: Facts): FactChange[] {
  const changes: FactChange[] = []
  if (facts.triggerOn !== record.triggerOn)
    changes.push({ what: 'trigger date', before: record.triggerOn, after: facts.triggerOn })
  if (facts.ruleId !== record.ruleId) changes.push({ what: 'rule', before: record.ruleId, after: facts.ruleId })
  if (facts.serviceId !== record.serviceId)
    changes.push({ what: 'service', before: record.serviceId, after: facts.serviceId })
  if (facts.quantity !== record.quantity)
    changes.push({ what: 'quantity', before: record.quantity, after: facts.quantity })
  if (facts.title !== record.title) changes.push({ what: 'title' })
  if (facts.location !== record.location) changes.push({ what: 'location' })
  if (record.missingSince !== null)
    changes.push({ what: 'missing at source', before: record.missingSince, after: null })
  return changes
}

/**
 * The dates, and the state that follows from them, under the rule that the row names.
 *
 * While the rule is the same the record keeps the version it was last computed under: a shorter one that was not meant for
 * the records already held must not reach them through a feed.
 */
function standing(record: KnownRecord, named: RuleNamed, facts: Facts, { versions, placed, today }: ChangeTerms) {
  const sameRule = facts.ruleId === record.ruleId
  const own = sameRule ? versions.get(record.ruleVersionId) : undefined
  const ruleVersionId = own ? record.ruleVersionId : named.versionId
  const { state, retainUntil, dueOn } = placed(own ?? named, facts.triggerOn, record.keptUntil)
  const dates = { ruleVersionId, retainUntil, dueOn, leavesReview: null }
  const moved = !sameRule || facts.serviceId !== record.serviceId || facts.triggerOn !== record.triggerOn
  if (!moved || record.state === 'instructed' || record.state === 'failed') return dates
  const inReview = record.state === 'due' || record.state === 'approved'
  if (inReview && staysInReview(record.state, record, { ...facts, dueOn }, today)) return dates
  return { ...dates, state, reviewId: null, leavesReview: inReview ? record.reviewId : null }
}
