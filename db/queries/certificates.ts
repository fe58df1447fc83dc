import { type Insertable, type Selectable, sql } from 'kysely'
import { inPlaceOf } from '../in-place-of.ts'
import { inPartition } from '../partition.ts'
import type { Db, Schema } from '../schema.ts'

export type CertificateRow = Selectable<Schema['destructionCertificates']>

/** A closed instruction with what its certificate names. `certified`: the last round that has a certificate, 0 when there is none. */
export type ClosedInstruction = Selectable<Schema['disposalInstructions']> & {
  serviceId: number | null
  serviceCode: string | null
  serviceName: string | null
  ruleCode: string
  openedOn: string
  sourceCode: string
  sourceName: string
  organisationId: number
  organisationName: string
  certified: number
}

/** An instruction that is closed, or undefined. */
export async function closedInstruction(db: Db, id: number): Promise<ClosedInstruction | undefined> {
  return db
    .selectFrom('disposalInstructions as instruction')
    .innerJoin('disposalReviews as review', 'review.id', 'instruction.reviewId')
    .innerJoin('retentionRules as rule', 'rule.id', 'review.ruleId')
    .innerJoin('sourceSystems as source', 'source.id', 'instruction.sourceSystemId')
    .innerJoin('organisations as organisation', 'organisation.id', 'source.organisationId')
    .leftJoin('services as said', 'said.id', 'review.serviceId')
    .leftJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .selectAll('instruction')
    .select([
      'service.code as serviceCode',
      'service.name as serviceName',
      'rule.code as ruleCode',
      'review.openedOn',
      'review.serviceId',
    ])
    .select(['source.code as sourceCode', 'source.name as sourceName', 'source.organisationId'])
    .select('organisation.name as organisationName')
    .select((eb) =>
      eb
        .selectFrom('destructionCertificates as certificate')
        .select((of) => of.fn.coalesce(of.fn.max('certificate.round'), sql<number>`0`).as('round'))
        .whereRef('certificate.instructionId', '=', 'instruction.id')
        .as('certified'),
    )
    .where('instruction.id', '=', id)
    .where('instruction.state', '=', 'closed')
    .executeTakeFirst() as Promise<ClosedInstruction | undefined>
}

/** Of what a certificate is: the records of an instruction that were disposed of after the round `certified`, up to the round `round`. */
export type Certified = Pick<ClosedInstruction, 'id' | 'certified' | 'round' | 'organisationId' | 'sourceSystemId'>

const disposedOf = (db: Db, { id, certified, round, organisationId }: Certified) => sql`
  instruction_items as item join records as record on record.id = item.record_id and ${inPartition(db, organisationId, 'record')}
  where item.instruction_id = ${id} and item.state = 'done' and item.round > ${certified} and item.round <= ${round}`

/** How many records were disposed of under each version of their rule, what they stand for, and when. */
export async function disposedByVersion(db: Db, instruction: Certified) {
  type Row = { ruleVersionId: number; records: number; quantity: number; disposedFrom: string; disposedTo: string }
  const { rows } = await sql<Row>`
    select record.rule_version_id, count(*) as records, sum(record.quantity) as quantity,
      min(item.done_on) as disposed_from, max(item.done_on) as disposed_to
    from ${disposedOf(db, instruction)} group by record.rule_version_id order by record.rule_version_id`.execute(db)
  return rows.map((row) => ({ ...row, quantity: Number(row.quantity) }))
}

/** How the records were disposed of and who answered so, the most of them first. */
export async function disposedByMethod(db: Db, { id, certified }: Certified, limit: number) {
  type Row = { method: string; answeredBy: string; from: string; to: string; records: number }
  const { rows } = await sql<Row>`
    select method, coalesce(answered_by_name, '') as answered_by, min(done_on) as "from", max(done_on) as "to", count(*) as records
    from instruction_items where instruction_id = ${id} and state = 'done' and round > ${certified}
    group by method, answered_by_name order by records desc, method, answered_by limit ${limit}`.execute(db)
  return rows
}

/** How many items of an instruction have each answer; `before`: how many of those disposed of have a certificate already. */
export async function answersOf(db: Db, { id, certified }: Certified) {
  const { rows } = await sql<{ state: string; records: number; before: number }>`
    select state, count(*) as records, sum(case when round <= ${certified} then 1 else 0 end) as before
    from instruction_items where instruction_id = ${id} group by state`.execute(db)
  return new Map(rows.map((row) => [row.state, { records: row.records, before: Number(row.before) }]))
}

/** What was stated of copies with a set of answers to an instruction, and how many records those disposed of; null: that was not counted yet. */
export type Stated = Pick<
  Selectable<Schema['disposalAnswers']>,
  'kind' | 'statement' | 'backupsExpireOn' | 'givenByName' | 'doneCount'
>

/** What was stated with the answers that a certificate is of, in the order in which they came. */
export async function statedOf(db: Db, { id, certified, round }: Certified): Promise<Stated[]> {
  return db
    .selectFrom('disposalAnswers')
    .select(['kind', 'statement', 'backupsExpireOn', 'givenByName', 'doneCount'])
    .where('instructionId', '=', id)
    .where('state', 'in', ['accepted', 'done'])
    .where('round', '>', certified)
    .where('round', '<=', round)
    .orderBy('id')
    .execute()
}

/** A record of a certificate: its reference, or what stands in its place once it is forgotten. */
export type Leaf = { recordId: number; reference: string }

/** The records that were disposed of, in the order of their ids, after one of them. */
export async function leavesAfter(db: Db, instruction: Certified, after: number, limit: number): Promise<Leaf[]> {
  const { rows } = await sql<Leaf>`
    select item.record_id, record.reference from ${disposedOf(db, instruction)} and item.record_id > ${after}
    order by item.record_id limit ${limit}`.execute(db)
  return rows
}

/** The rule versions of those ids, with the code of their rule. */
export async function versionsNamed(db: Db, ids: readonly number[]) {
  return db
    .selectFrom('retentionRuleVersions as version')
    .innerJoin('retentionRules as rule', 'rule.id', 'version.ruleId')
    .where('version.id', 'in', ids.length === 0 ? [0] : ids)
    .select(['version.id', 'rule.code', 'version.version', 'version.period', 'version.authority'])
    .select(['version.authorityKind', 'version.recordSeries'])
    .orderBy('version.id')
    .execute()
}

/** How many records of a review each kind of exception still stands for. */
export async function exceptionCounts(db: Db, reviewId: number): Promise<{ kind: string; records: number }[]> {
  return db
    .selectFrom('reviewExceptions')
    .where('reviewId', '=', reviewId)
    .where('undoneAt', 'is', null)
    .select((eb) => ['kind' as const, eb.fn.count<number>('recordId').distinct().as('records')])
    .groupBy('kind')
    .orderBy('kind')
    .execute()
}

/** How many records of a review are in all of its instructions, and how many are approved and still to be instructed. */
export async function instructedOf(db: Db, reviewId: number): Promise<{ instructed: number; approved: number }> {
  const { rows } = await sql<{ instructed: number; approved: number }>`
    select coalesce((select sum(record_count) from disposal_instructions where review_id = ${reviewId}), 0) as instructed,
      (select count(*) from records where review_id = ${reviewId} and state = 'approved') as approved`.execute(db)
  const { instructed = 0, approved = 0 } = rows[0] ?? {}
  return { instructed: Number(instructed), approved }
}

/** How many certificates were issued in a year. */
export async function certificatesOfYear(db: Db, year: string): Promise<number> {
  const row = await db
    .selectFrom('destructionCertificates')
    .where('issuedOn', '>=', `${year}-01-01`)
    .where('issuedOn', '<=', `${year}-12-31`)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** Writes a certificate down, and that it is not waited for any more. */
export async function addCertificate(
  db: Db,
  certificate: Insertable<Schema['destructionCertificates']>,
): Promise<void> {
  await db.insertInto('destructionCertificates').values(certificate).execute()
  await db.deleteFrom('certificatesToIssue').where('instructionId', '=', certificate.instructionId).execute()
}

/** Writes down that the certificate of an instruction is still to be made. */
export async function waitForCertificate(db: Db, instructionId: number, askedAt: string): Promise<void> {
  await db
    .insertInto('certificatesToIssue')
    .values({ instructionId, askedAt })
    .onConflict((conflict) => conflict.column('instructionId').doNothing())
    .execute()
}

/** The instructions whose certificates are still to be made. */
export async function certificatesToIssue(db: Db): Promise<number[]> {
  const rows = await db.selectFrom('certificatesToIssue').select('instructionId').orderBy('instructionId').execute()
  return rows.map(({ instructionId }) => instructionId)
}

/** Nothing of an instruction was disposed of: it has no certificate. */
export async function noCertificate(db: Db, instructionId: number): Promise<void> {
  await db.deleteFrom('certificatesToIssue').where('instructionId', '=', instructionId).execute()
}
