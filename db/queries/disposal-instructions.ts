import { type RawBuilder, type Selectable, sql } from 'kysely'
import { addDays } from '../../src/domain/calendar.ts'
import { idList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'

export type InstructionState = Selectable<Schema['disposalInstructions']>['state']

/** An instruction with the review that it carries out and the source system that it is for. */
export type Instruction = Selectable<Schema['disposalInstructions']> & {
  serviceId: number | null
  serviceCode: string | null
  serviceName: string | null
  ruleCode: string
  recordSeries: string
  sourceCode: string
  sourceName: string
  organisationId: number
}

/** Days after which a source that has not answered is chased. */
export const CHASED_AFTER_DAYS = 30

/** `reach`: the services whose instructions are listed, null for all. `late`: those that were told to their source 30 days before `today`, or earlier, and lack answers;
 * `prepared`: without those that are not whole yet. */
export type InstructionFilters = {
  reach: number[] | null
  service?: string | undefined
  rule?: string | undefined
  source?: string | undefined
  sourceSystemId?: number | undefined
  review?: number | undefined
  state?: InstructionState | undefined
  late?: boolean | undefined
  prepared?: boolean | undefined
  today: string
}

/** One instruction, or undefined when there is none within a reach (null: all). */
export async function instructionById(db: Db, id: number, reach: number[] | null): Promise<Instruction | undefined> {
  const { rows } = await sql<Instruction>`
    ${selected} where instruction.id = ${id} and ${withinReach(db, reach)}`.execute(db)
  return rows[0]
}

/** Instructions that match, the open ones first, then the latest; those after one of them when its id is given. */
export async function instructionList(
  db: Db,
  filters: InstructionFilters,
  { limit, offset = 0, after }: { limit: number; offset?: number; after?: number },
): Promise<Instruction[]> {
  const order = after === undefined ? sql`instruction.state = 'closed', instruction.id desc` : sql`instruction.id`
  const { rows } = await sql<Instruction>`
    ${selected} where ${matching(db, filters)} and ${after === undefined ? sql`true` : sql`instruction.id > ${after}`}
    order by ${order} limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** How many instructions match. */
export async function countInstructions(db: Db, filters: InstructionFilters): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${selected} where ${matching(db, filters)}) as listed`.execute(db)
  return rows[0]?.count ?? 0
}

/** What waits in open instructions within a reach (null: all). `records`: without an answer; `late`: instructions past 30 days. */
export type InstructionCounts = { open: number; records: number; late: number; failed: number }

/** Counts what waits for an answer, and failed records for which nobody has said what is to be done. */
export async function instructionCounts(db: Db, reach: number[] | null, today: string): Promise<InstructionCounts> {
  const { rows } = await sql<Omit<InstructionCounts, 'failed'>>`
    select count(*) as open, coalesce(sum(record_count - answered_count), 0) as records,
      count(*) filter (where ${isLate(today)}) as late
    from disposal_instructions as instruction join disposal_reviews as review on review.id = instruction.review_id
    where instruction.state = 'open' and ${withinReach(db, reach)}`.execute(db)
  const { failed } = await db
    .selectFrom('recordCounts')
    .where('state', '=', 'failed')
    .$if(reach !== null, (query) => query.where('serviceId', 'in', reach ?? []))
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('records'), eb.lit(0)).as('failed'))
    .executeTakeFirstOrThrow()
  const { open = 0, records = 0, late = 0 } = rows[0] ?? {}
  return { open, records: Number(records), late, failed: Number(failed) }
}

/** How many records are confirmed in open instructions that match, and have no certificate yet; `action`: of instructions to do that. */
export async function confirmedInOpen(
  db: Db,
  { action, ...filters }: Omit<InstructionFilters, 'state'> & { action?: Instruction['action'] | undefined },
): Promise<number> {
  const { rows } = await sql<{ records: number | null }>`
    select sum(done_count - coalesce((select sum(record_count) from destruction_certificates as certificate
      where certificate.instruction_id = listed.id), 0)) as records
    from (${selected} where ${matching(db, { ...filters, state: 'open' })}) as listed
    where ${action === undefined ? sql`true` : sql`listed.action = ${action}`}`.execute(db)
  return Number(rows[0]?.records ?? 0)
}

/** The certificates of an instruction, the first round first. */
export async function certificatesOfInstruction(db: Db, id: number): Promise<{ number: string; round: number }[]> {
  return db
    .selectFrom('destructionCertificates')
    .select(['number', 'round'])
    .where('instructionId', '=', id)
    .orderBy('round')
    .execute()
}

/** Notes that a source was given its instruction for the first time; by whom. */
export async function noteFetch(
  tx: Db,
  id: number,
  { now, byName }: { now: string; byName: string },
): Promise<boolean> {
  const result = await tx
    .updateTable('disposalInstructions')
    .set({ firstFetchedAt: now, firstFetchedByName: byName })
    .where('id', '=', id)
    .where('firstFetchedAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Closes an instruction that is open. */
export async function closeInstruction(tx: Db, id: number, now: string): Promise<void> {
  await tx
    .updateTable('disposalInstructions')
    .set({ state: 'closed', closedAt: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .execute()
}

/** Opens an instruction for records that failed; a closed one in another round. Returns the round that it is in. */
export async function reopenInstruction(tx: Db, id: number, today: string): Promise<number> {
  const { rows } = await sql<{ round: number }>`
    update disposal_instructions set round = round + case when state = 'closed' then 1 else 0 end, state = 'open', closed_at = null,
      told_on = ${today}, chased_on = null
    where id = ${id} returning round`.execute(tx)
  return rows[0]?.round ?? 1
}

/** Writes down what became of copies, backups and data held by processors. What is said later counts, and the last of the days. */
export async function stateCopies(
  tx: Db,
  id: number,
  { statement, backupsExpireOn }: { statement?: string; backupsExpireOn?: string | null },
): Promise<void> {
  const expiry = backupsExpireOn ?? null
  await sql`
    update disposal_instructions set statement = coalesce(${statement ?? null}, statement),
      backups_expire_on = case when backups_expire_on is null or backups_expire_on < ${expiry} then coalesce(${expiry}, backups_expire_on)
        else backups_expire_on end
    where id = ${id}`.execute(tx)
}

/** Open instructions whose source was told, or chased, 30 days ago or earlier. */
export async function instructionsToChase(db: Db, today: string): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from disposal_instructions as instruction
    where ${isLate(today)} and (chased_on is null or chased_on <= ${longAgo(today)})
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Notes that a source is chased from a day on. */
export async function noteChase(tx: Db, id: number, today: string): Promise<void> {
  await tx.updateTable('disposalInstructions').set({ chasedOn: today }).where('id', '=', id).execute()
}

const selected = sql`
  select instruction.*, review.service_id, service.code as service_code, service.name as service_name, rule.code as rule_code,
    version.record_series, source.code as source_code, source.name as source_name, source.organisation_id
  from disposal_instructions as instruction
  join disposal_reviews as review on review.id = instruction.review_id
  join retention_rules as rule on rule.id = review.rule_id
  join retention_rule_versions as version on version.id = rule.current_version_id
  join source_systems as source on source.id = instruction.source_system_id
  left join services as service on service.id = review.service_id`

const withinReach = (db: Db, reach: number[] | null): RawBuilder<unknown> =>
  reach === null ? sql`true` : sql`review.service_id in ${idList(db, reach)}`

const longAgo = (today: string): string => addDays(today, -CHASED_AFTER_DAYS)

const isLate = (today: string): RawBuilder<unknown> =>
  sql`(instruction.state = 'open' and instruction.told_on <= ${longAgo(today)})`

function matching(db: Db, filters: InstructionFilters): RawBuilder<unknown> {
  const { reach, service, rule, source, sourceSystemId, review, state, late, prepared, today } = filters
  const conditions = [
    withinReach(db, reach),
    service === undefined
      ? []
      : sql`review.service_id in (select said.id from services as said join services as asked on asked.id = ${inPlaceOf('said')}
        where asked.code = ${service})`,
    rule === undefined ? [] : sql`rule.code = ${rule}`,
    source === undefined ? [] : sql`source.code = ${source}`,
    sourceSystemId === undefined ? [] : sql`instruction.source_system_id = ${sourceSystemId}`,
    review === undefined ? [] : sql`instruction.review_id = ${review}`,
    state === undefined ? [] : sql`instruction.state = ${state}`,
    late !== true ? [] : isLate(today),
    prepared !== true ? [] : sql`instruction.state <> 'preparing'`,
  ].flat()
  return sql.join(conditions, sql` and `)
}
