import { sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import { detailsOf } from '../../src/domain/audit-sentence.ts'
import { addDays } from '../../src/domain/calendar.ts'
import {
  type InstructionEvent,
  type InstructionPast,
  instructionEvents,
  pastOf,
} from '../../src/domain/instruction-past.ts'
import { idList } from '../dialect.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { CHASED_AFTER_DAYS, type Instruction, type InstructionFilters } from './disposal-instructions.ts'
import { nameAt } from './name-changes.ts'
import { versionInForce } from './retention-rules.ts'
import { reviewsHandedOver, systemNamesThen } from './values-then.ts'

/** What lists show of an instruction, now or as it stood at the end of a day. */
export type ListedInstruction = Pick<
  Instruction,
  | ('id' | 'reviewId' | 'serviceCode' | 'serviceName' | 'ruleCode' | 'recordSeries' | 'sourceCode' | 'sourceName')
  | ('action' | 'state' | 'round' | 'instructedOn' | 'toldOn' | 'firstFetchedAt' | 'chasedOn' | 'closedAt')
  | ('recordCount' | 'answeredCount' | 'doneCount' | 'notFoundCount' | 'failedCount' | 'recalledCount')
  | ('lastDoneOn' | 'backupsExpireOn')
>

type Now = Omit<ListedInstruction, keyof InstructionPast>

/**
 * The instructions of a filter as they stood at the end of a day, the open ones first, then the latest. `filters.today` counts for nothing.
 *
 * States and counts are what the audit trail comes to. Until when backups were to expire is not kept, and null.
 */
export async function instructionsThen(
  db: Db,
  filters: Omit<InstructionFilters, 'sourceSystemId' | 'prepared'>,
  asAt: AsAt,
): Promise<ListedInstruction[]> {
  const rows = await instructedBy(db, filters, asAt)
  const events = await eventsBy(db, asAt)
  const names = await systemNamesThen(db, asAt)
  const pasts = new Map(rows.map(({ id }) => [id, pastOf(events.get(String(id)) ?? [])]))
  const listed = rows.flatMap((row) => {
    const past = pasts.get(row.id)
    return past && fits(past, filters, asAt) ? [{ row, past }] : []
  })
  const items = await itemsBy(
    db,
    listed.filter(({ row, past }) => row.recalledCount > 0 || past.done < row.doneCount).map(({ row }) => row.id),
    asAt,
  )
  return listed
    .map(({ row, past }) => {
      const { recalled, lastDoneOn } = items.get(row.id) ?? { recalled: 0, lastDoneOn: row.lastDoneOn }
      return { ...standing(row, past, recalled), sourceName: names.get(row.sourceCode) ?? row.sourceName, lastDoneOn }
    })
    .sort((a, b) => Number(a.state === 'closed') - Number(b.state === 'closed') || b.id - a.id)
}

function standing(row: Now, past: InstructionPast, recalled: number): ListedInstruction {
  const { state, round, toldOn, chasedOn, closedAt, records: recordCount, done, notFound, failed } = past
  return {
    ...row,
    ...{ state, round, toldOn, chasedOn, closedAt, recordCount, backupsExpireOn: null },
    ...{ doneCount: done, notFoundCount: notFound, failedCount: failed, recalledCount: recalled },
    answeredCount: done + notFound + failed + recalled,
  }
}

function fits(
  { state, toldOn }: InstructionPast,
  filters: Pick<InstructionFilters, 'state' | 'late'>,
  { date }: AsAt,
): boolean {
  if (filters.state !== undefined && state !== filters.state) return false
  return filters.late !== true || (state === 'open' && (toldOn ?? date) <= addDays(date, -CHASED_AFTER_DAYS))
}

/** What does not change of the instructions that were given by the end of a day, and what they come to now. */
async function instructedBy(
  db: Db,
  { reach, service, rule, source, review }: InstructionFilters,
  asAt: AsAt,
): Promise<Now[]> {
  const conditions = [
    sql`instruction.instructed_at < ${asAt.before}`,
    reach === null ? [] : sql`said.id in ${idList(db, reach)}`,
    service === undefined
      ? []
      : sql`${inPlace('said', 'service', asAt)} in (select asked.id from services as asked where asked.code = ${service})`,
    rule === undefined ? [] : sql`rule.code = ${rule}`,
    source === undefined ? [] : sql`source.code = ${source}`,
    review === undefined ? [] : sql`instruction.review_id = ${review}`,
  ].flat()
  const { rows } = await sql<Now>`
    select instruction.id, instruction.review_id, instruction.action, instruction.instructed_on,
      instruction.done_count, instruction.recalled_count, instruction.last_done_on,
      case when instruction.first_fetched_at < ${asAt.before} then instruction.first_fetched_at end as first_fetched_at,
      said.code as service_code, ${nameAt('said', 'service', asAt)} as service_name, rule.code as rule_code,
      coalesce(version.record_series, '') as record_series, source.code as source_code, source.name as source_name
    from disposal_instructions as instruction
    join disposal_reviews as review on review.id = instruction.review_id
    join retention_rules as rule on rule.id = review.rule_id
    left join retention_rule_versions as version on version.id = ${versionInForce(asAt)}
    join source_systems as source on source.id = instruction.source_system_id
    left join ${await reviewsHandedOver(db, asAt)} on handed.review_id = review.id
    left join services as said on said.id = coalesce(handed.service_id, review.service_id)
    where ${sql.join(conditions, sql` and `)}`.execute(db)
  return rows
}

/** What had happened to instructions by the end of a day, by their ids as the trail has them. */
async function eventsBy(db: Db, asAt: AsAt): Promise<Map<string, InstructionEvent[]>> {
  const events = await db
    .selectFrom('auditEvents')
    .select(['subjectId', 'kind', 'at', 'details', 'recordCount'])
    .where('subjectKind', '=', 'disposal instruction')
    .where('kind', 'in', instructionEvents)
    .where('at', '<', asAt.before)
    .orderBy('id')
    .execute()
  const told = events.map(({ subjectId, kind, at, details, recordCount }) => {
    const { facts } = detailsOf({ details, personDetails: null })
    return { subjectId, kind, at, facts, records: recordCount ?? 0 }
  })
  return Map.groupBy(told, ({ subjectId }) => subjectId)
}

/** Of instructions that have been answered further since: how many records were kept, and the last day of a disposal, by the end of a day. */
async function itemsBy(
  db: Db,
  ids: number[],
  asAt: AsAt,
): Promise<Map<number, { recalled: number; lastDoneOn: string | null }>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ instructionId: number; recalled: number; lastDoneOn: string | null }>`
    select item.instruction_id, count(case when item.state = 'recalled' then 1 end) as recalled,
      max(case when item.state = 'done' then item.done_on end) as last_done_on
    from instruction_items as item
    where item.instruction_id in ${idList(db, ids)} and item.answered_at < ${asAt.before}
    group by item.instruction_id`.execute(db)
  const found = new Map(rows.map(({ instructionId, ...items }) => [instructionId, items]))
  return new Map(ids.map((id) => [id, found.get(id) ?? { recalled: 0, lastDoneOn: null }]))
}
