import { type RawBuilder, sql } from 'kysely'
import type { Existence } from '../../src/domain/already-gone.ts'
import type { CountedFrom } from '../../src/domain/calendar.ts'
import type { RecordState } from '../../src/domain/held-record.ts'
import { lastSeen } from '../../src/domain/last-seen.ts'
import type { TriggerKind } from '../../src/domain/retention-rule.ts'
import { idTable, jsonList, thenJoin } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { isHeldNow } from './held.ts'

/** Narrows the records of a review: by source system (its code), the start of the reference, and due dates before a day. */
export type RecordFilter = {
  source?: string | undefined
  reference?: string | undefined
  dueBefore?: string | undefined
}

/** Records of a review by their ids, or all that a filter matches. */
export type Selection = { ids: readonly number[] } | { filter: RecordFilter }

/** A record of a review with the version of the rule under which its date was counted. */
export type ReviewRecord = {
  id: number
  source: string
  reference: string
  state: RecordState
  triggerOn: string | null
  correctedFrom: string | null
  keptUntil: string | null
  retainUntil: string | null
  dueOn: string | null
  title: string
  quantity: number
  location: string
  backlog: 0 | 1
  code: string
  version: number
  triggerKind: TriggerKind
  triggerEvent: string
  countedFrom: CountedFrom
  period: string
  authority: string
}

/** Where a page of records starts: after, or before, a record in the order of due dates. */
export type Place = { dueOn: string; id: number; direction: 'after' | 'before' }

/** A page of the records of a review in the order of their due dates, the longest overdue first. */
export async function reviewRecords(
  db: Db,
  reviewId: number,
  filter: RecordFilter,
  limit: number,
  place?: Place,
): Promise<ReviewRecord[]> {
  const backwards = place?.direction === 'before'
  const order = backwards ? sql`records.due_on desc, records.id desc` : sql`records.due_on, records.id`
  const found: ReviewRecord[] = []
  for (const part of place ? beyond(place) : [sql`true`]) {
    if (found.length === limit) break
    const { rows } = await sql<ReviewRecord>`
      ${shownRecord} from records ${withRules}
      where records.review_id = ${reviewId} and ${matches(filter)} and ${part}
      order by ${order} limit ${limit - found.length}`.execute(db)
    found.push(...rows)
  }
  return backwards ? found.reverse() : found
}

const shownRecord = sql`
  select records.id, source.code as source, reference, state, trigger_on, corrected_from, kept_until, retain_until, due_on,
    title, quantity, location, backlog, rule.code, version.version, version.trigger_kind, version.trigger_event,
    version.counted_from, version.period, version.authority`

const withRules = sql`
  join source_systems as source on source.id = records.source_system_id
  join retention_rule_versions as version on version.id = records.rule_version_id
  join retention_rules as rule on rule.id = version.rule_id`

/** Some records of a review, in the order of their due dates. */
export async function recordsByIds(db: Db, reviewId: number, ids: readonly number[]): Promise<ReviewRecord[]> {
  const { rows } = await sql<ReviewRecord>`
    ${shownRecord} from ${idTable(db, 'asked', ids)} ${thenJoin(db)} records on records.id = asked.value ${withRules}
    where records.review_id = ${reviewId} order by records.due_on, records.id`.execute(db)
  return rows
}

/** After or before a place: of its own date first, then of other dates, each by an index; a million may have the same date. */
const beyond = ({ dueOn, id, direction }: Place): RawBuilder<unknown>[] =>
  direction === 'after'
    ? [sql`records.due_on = ${dueOn} and records.id > ${id}`, sql`records.due_on > ${dueOn}`]
    : [sql`records.due_on = ${dueOn} and records.id < ${id}`, sql`records.due_on < ${dueOn}`]

/** How many records of a review a filter matches. */
export async function countReviewRecords(db: Db, reviewId: number, filter: RecordFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from records where review_id = ${reviewId} and ${matches(filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** The source systems that hold records of a review, with how many. */
export async function sourcesOfReview(
  db: Db,
  reviewId: number,
): Promise<{ code: string; name: string; records: number }[]> {
  return db
    .selectFrom('records')
    .innerJoin('sourceSystems as source', 'source.id', 'records.sourceSystemId')
    .where('records.reviewId', '=', reviewId)
    .groupBy('source.id')
    .orderBy('source.code')
    .select((eb) => ['source.code', 'source.name', eb.fn.countAll<number>().as('records')])
    .execute()
}

/** Every source system, with no word on how many records of a review it holds. */
export async function sourceChoices(db: Db): Promise<{ code: string; name: string; records: null }[]> {
  const sources = await db.selectFrom('sourceSystems').select(['code', 'name']).orderBy('code').execute()
  return sources.map((source) => ({ ...source, records: null }))
}

/** Those of some records that are due in a review and under no hold, in order. Each is looked up by its id, however many are in the review. */
export async function idsDueIn(db: Db, reviewId: number, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`records.id`, sql`records.id`)} as ids
    from ${idTable(db, 'asked', ids)} ${thenJoin(db)} records on records.id = asked.value
    where records.review_id = ${reviewId} and records.state = 'due' and not ${await isHeldNow(db)}`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** When those of some records that are due in a review are known to have existed, in the order of their ids. */
export async function existenceOf(db: Db, reviewId: number, ids: readonly number[]): Promise<Existence[]> {
  const { rows } = await sql<Parameters<typeof lastSeen>[0] & Omit<Existence, 'listedOn'> & { fullOn: string | null }>`
    select records.id, records.reference, records.trigger_on, records.state, records.last_seen_on, records.missing_since,
      source.last_full_feed_on as full_on
    from ${idTable(db, 'asked', ids)} ${thenJoin(db)} records on records.id = asked.value
    join source_systems as source on source.id = records.source_system_id
    where records.review_id = ${reviewId} and records.state = 'due' order by records.id`.execute(db)
  return rows.map((row) => {
    const { id, reference, triggerOn, fullOn } = row
    return { id, reference, triggerOn, listedOn: lastSeen(row, fullOn) }
  })
}

/** The ids, in order, of the records of a review that are due in it and that a filter matches. */
export async function idsMatching(db: Db, reviewId: number, filter: RecordFilter): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from records
    where review_id = ${reviewId} and state = 'due' and ${matches(filter)}`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** The condition that a row of `records` is one that a filter matches. */
export function matches({ source, reference, dueBefore }: RecordFilter): RawBuilder<unknown> {
  const conditions = [
    source === undefined ? [] : sql`records.source_system_id = (select id from source_systems where code = ${source})`,
    reference === undefined ? [] : sql`substr(records.reference, 1, length(cast(${reference} as text))) = ${reference}`,
    dueBefore === undefined ? [] : sql`records.due_on < ${dueBefore}`,
  ].flat()
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
