import type { IsoDate } from '../src/domain/calendar.ts'
import type { RecordState } from '../src/domain/held-record.ts'
import { place } from '../src/domain/placement.ts'
import { RetentionRuleDraft, type RuleContent } from '../src/domain/retention-rule.ts'
import { addToCounts } from './queries/record-counts.ts'
import { rulesByCode } from './queries/retention-rules.ts'
import type { Db } from './schema.ts'
import { lastRecordId } from './test-records.ts'

/** The content of a rule, six years after a case was closed, but for the parts that matter to a test. */
export const caseRule = (parts: Partial<RuleContent> = {}): RuleContent =>
  RetentionRuleDraft.parse({
    recordSeries: 'Case file',
    ownerName: 'Information governance',
    triggerKind: 'event',
    triggerEvent: 'Case closed',
    countedFrom: 'trigger',
    period: 'P6Y',
    constraint: 'both',
    disposalAction: 'destroy',
    authority: 'Limitation Act 1980',
    authorityKind: 'limitation',
    ...parts,
  })

/** The parts of a held record that matter to a test of rules; with a review and no state it is due. */
export type HeldParts = {
  rule: string
  triggerOn: IsoDate | null
  keptUntil?: IsoDate | null
  reviewId?: number | null
  state?: RecordState
  sourceSystemId: number
  serviceId: number | null
}

const AT = '2026-11-01T12:00:00.000Z'

/** Adds a record where its rule in force places it and returns its id. */
export async function heldRecord(db: Db, parts: HeldParts): Promise<number> {
  const rule = (await rulesByCode(db)).get(parts.rule)
  if (!rule) throw new Error(`There is no rule ${parts.rule}`)
  const placed = place(rule, parts.triggerOn, parts.keptUntil ?? null)
  const reviewId = parts.reviewId ?? null
  const inReview = reviewId === null ? null : { flaggedOn: '2026-11-01', reviewBy: '2026-12-01' }
  const state = parts.state ?? (reviewId === null ? placed.state : 'due')
  const counted = { ruleId: rule.ruleId, serviceId: parts.serviceId, state, reviewId, records: 1 }
  await addToCounts(db, [{ ...counted, reviewBy: inReview?.reviewBy ?? null }], AT)
  const source = db.selectFrom('sourceSystems').select('organisationId').where('id', '=', parts.sourceSystemId)
  const { organisationId } = await source.executeTakeFirstOrThrow()
  const reference = `RULE-${(await lastRecordId(db)) + 1}`
  const { id } = await db
    .insertInto('records')
    .values({
      sourceSystemId: parts.sourceSystemId,
      organisationId,
      reference,
      ruleId: rule.ruleId,
      ruleVersionId: rule.versionId,
      serviceId: parts.serviceId,
      triggerOn: parts.triggerOn,
      correctedFrom: null,
      keptUntil: parts.keptUntil ?? null,
      retainUntil: placed.retainUntil,
      dueOn: placed.dueOn,
      state,
      reviewId,
      flaggedOn: inReview?.flaggedOn ?? null,
      reviewBy: inReview?.reviewBy ?? null,
      firstFeedId: null,
      firstSeenOn: '2020-01-01',
      lastSeenOn: '2020-01-01',
      missingSince: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Adds a review of a rule and service and returns its id. */
export async function reviewOf(
  db: Db,
  parts: { rule: string; serviceId: number; state: 'open' | 'approved' },
): Promise<number> {
  const rule = (await rulesByCode(db)).get(parts.rule)
  if (!rule) throw new Error(`There is no rule ${parts.rule}`)
  const { serviceId, state } = parts
  const dates = { openedOn: '2026-11-01', reviewBy: '2026-12-01' }
  const added = await db
    .insertInto('disposalReviews')
    .values({ ruleId: rule.ruleId, serviceId, state, closedAt: null, outcome: null, ...dates })
    .returning('id')
    .executeTakeFirstOrThrow()
  return added.id
}
