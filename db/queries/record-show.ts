import { type Selectable, sql } from 'kysely'
import { thenJoin } from '../dialect.ts'
import { inPartition } from '../partition.ts'
import type { Db, Schema } from '../schema.ts'
import { type HoldNamed, isCaught } from './held.ts'
import { type DecisionRow, decisionsOn } from './review-decisions.ts'
import { type ConfirmationRow, confirmationOf } from './review-disposals.ts'

type Version = Selectable<Schema['retentionRuleVersions']>

/** A record with what it belongs to, and the version of the rule under which its dates were last computed. */
export type ShownRecord = Selectable<Schema['records']> & {
  source: string
  sourceName: string
  lastFullFeedOn: string | null
  serviceName: string | null
  code: string
} & Pick<
    Version,
    | 'version'
    | 'recordSeries'
    | 'triggerKind'
    | 'triggerEvent'
    | 'countedFrom'
    | 'period'
    | 'constraint'
    | 'disposalAction'
    | 'authority'
  >

/** One record, or undefined when there is none within a reach (ids of services; null: all). */
export async function recordById(db: Db, id: number, reach: number[] | null): Promise<ShownRecord | undefined> {
  return db
    .selectFrom('records')
    .innerJoin('sourceSystems as source', 'source.id', 'records.sourceSystemId')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'records.ruleVersionId')
    .innerJoin('retentionRules as rule', 'rule.id', 'version.ruleId')
    .leftJoin('services as service', 'service.id', 'records.serviceId')
    .selectAll('records')
    .select(['source.code as source', 'source.name as sourceName', 'source.lastFullFeedOn'])
    .select(['service.name as serviceName', 'rule.code', 'version.version', 'version.recordSeries'])
    .select(['version.triggerKind', 'version.triggerEvent', 'version.countedFrom', 'version.period'])
    .select(['version.constraint', 'version.disposalAction', 'version.authority'])
    .where('records.id', '=', id)
    .$if(reach !== null, (query) => query.where('records.serviceId', 'in', reach ?? []))
    .executeTakeFirst()
}

/** All that is known of how a record came to be as it is. `confirmation`: of its disposal. */
export type RecordHistory = {
  feed: FirstFeed | undefined
  changes: Selectable<Schema['recordChanges']>[]
  exceptions: (Selectable<Schema['reviewExceptions']> & { correctRule: string | null })[]
  decisions: DecisionRow[]
  confirmation: ConfirmationRow | undefined
  instructed: InstructedItem[]
  lifted: LiftedHold[]
}

/** A hold that a record was under, and that was lifted. */
export type LiftedHold = HoldNamed & { placedOn: string; liftedOn: string; liftedAt: string; liftedByName: string }

/** What a source system was told about a record, and answered. */
export type InstructedItem = Pick<
  Selectable<Schema['instructionItems']>,
  'state' | 'answeredAt' | 'answeredByName' | 'doneOn' | 'method' | 'reason' | 'recallAskedAt'
> & { instructionId: number; instructedAt: string }

/** The feed that brought a record. */
export type FirstFeed = Pick<
  Selectable<Schema['recordFeeds']>,
  'id' | 'fileName' | 'mode' | 'sentByName' | 'sentAt' | 'startedAt'
>

/** What happened to a record and to the review it is in, or was disposed of in; each kind in the order of time. */
export async function recordHistory(db: Db, record: ShownRecord): Promise<RecordHistory> {
  const { id, organisationId, reviewId, firstFeedId } = record
  const feed = firstFeedId === null ? undefined : await firstFeed(db, firstFeedId)
  const changes = await db
    .selectFrom('recordChanges')
    .selectAll()
    .where('recordId', '=', id)
    .where('organisationId', '=', organisationId)
    .orderBy('id')
    .execute()
  const exceptions = await db
    .selectFrom('reviewExceptions as exception')
    .leftJoin('retentionRules as correct', 'correct.id', 'exception.correctRuleId')
    .selectAll('exception')
    .select('correct.code as correctRule')
    .where('exception.recordId', '=', id)
    .where('exception.organisationId', '=', organisationId)
    .orderBy('exception.id')
    .execute()
  const decisions = reviewId === null ? [] : (await decisionsOn(db, reviewId)).toReversed()
  const confirmation = reviewId === null ? undefined : await confirmationOf(db, reviewId)
  const instructed = await instructedItems(db, record)
  return { feed, changes, exceptions, decisions, confirmation, instructed, lifted: await holdsLifted(db, record) }
}

/** The holds that a record would be under had nobody lifted them, the earliest first; not those that were lifted before it came. */
async function holdsLifted(db: Db, { id, organisationId, firstSeenOn }: ShownRecord): Promise<LiftedHold[]> {
  const { rows } = await sql<LiftedHold>`
    select hold.id, hold.kind, hold.placed_on, hold.lifted_on, hold.lifted_at, hold.lifted_by_name
    from records ${thenJoin(db)} disposal_holds as hold on hold.lifted_on >= ${firstSeenOn} and ${isCaught('records', sql`= hold.id`)}
    where records.id = ${id} and ${inPartition(db, organisationId)} order by hold.id`.execute(db)
  return rows
}

async function instructedItems(db: Db, { id, organisationId }: ShownRecord): Promise<InstructedItem[]> {
  return db
    .selectFrom('instructionItems as item')
    .innerJoin('disposalInstructions as instruction', 'instruction.id', 'item.instructionId')
    .where('item.recordId', '=', id)
    .where('item.organisationId', '=', organisationId)
    .select(['item.state', 'item.answeredAt', 'item.answeredByName', 'item.doneOn', 'item.method', 'item.reason'])
    .select(['item.recallAskedAt', 'instruction.id as instructionId', 'instruction.instructedAt'])
    .orderBy('item.id')
    .execute()
}

async function firstFeed(db: Db, id: number): Promise<FirstFeed | undefined> {
  return db
    .selectFrom('recordFeeds')
    .select(['id', 'fileName', 'mode', 'sentByName', 'sentAt', 'startedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
}
