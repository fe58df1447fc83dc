import { sql } from 'kysely'
import { inPlaceOf } from '../in-place-of.ts'
import { inPartition } from '../partition.ts'
import type { Db } from '../schema.ts'
import type { CertificateRow, Certified } from './certificates.ts'

/** A certificate, and which records of its instruction it is of. */
export type ShownCertificate = CertificateRow & { of: Certified }

/** The certificate of a number, or undefined when there is none within a reach (null: all). */
export async function certificateByNumber(
  db: Db,
  number: string,
  reach: number[] | null,
): Promise<ShownCertificate | undefined> {
  const row = await db
    .selectFrom('destructionCertificates as certificate')
    .innerJoin('disposalInstructions as instruction', 'instruction.id', 'certificate.instructionId')
    .innerJoin('disposalReviews as review', 'review.id', 'instruction.reviewId')
    .innerJoin('sourceSystems as source', 'source.id', 'instruction.sourceSystemId')
    .leftJoin('services as said', 'said.id', 'review.serviceId')
    .selectAll('certificate')
    .select(['instruction.sourceSystemId', 'source.organisationId'])
    .select((eb) =>
      eb
        .selectFrom('destructionCertificates as earlier')
        .select((of) => of.fn.coalesce(of.fn.max('earlier.round'), sql<number>`0`).as('round'))
        .whereRef('earlier.instructionId', '=', 'certificate.instructionId')
        .whereRef('earlier.round', '<', 'certificate.round')
        .as('certified'),
    )
    .where('certificate.number', '=', number)
    .$if(reach !== null, (query) => query.where(inPlaceOf('said'), 'in', reach ?? []))
    .executeTakeFirst()
  if (!row) return undefined
  const { sourceSystemId, organisationId, certified, ...certificate } = row
  const { instructionId: id, round } = certificate
  return { ...certificate, of: { id, round, certified: certified ?? 0, sourceSystemId, organisationId } }
}

/** The record of a source under any of some references, hashed or not; undefined when the inventory knows none. */
export async function recordKnownAs(
  db: Db,
  { sourceSystemId, organisationId }: Pick<Certified, 'sourceSystemId' | 'organisationId'>,
  references: readonly string[],
) {
  return db
    .selectFrom('records')
    .select(['id', 'reference', 'state', 'reviewId', 'ruleId', 'ruleVersionId', 'missingSince'])
    .where('sourceSystemId', '=', sourceSystemId)
    .where('reference', 'in', [...references])
    .where(inPartition(db, organisationId))
    .executeTakeFirst()
}

/** What became of a record that is gone: what its source answered, and which certificate proves it. */
export type EndOfRecord = {
  ruleCode: string
  ruleVersion: number
  recordSeries: string
  reviewId: number | null
  instructionId: number | null
  answer: string | null
  doneOn: string | null
  answeredAt: string | null
  number: string | null
  confirmedOn: string | null
}

/** What became of a record. Its certificate is the first of its instruction that was issued in its round or after. */
export async function endOfRecord(db: Db, recordId: number): Promise<EndOfRecord | undefined> {
  const { rows } = await sql<EndOfRecord>`
    select rule.code as rule_code, version.version as rule_version, version.record_series, record.review_id,
      item.instruction_id, item.state as answer, item.done_on, item.answered_at, confirmation.disposed_on as confirmed_on,
      (select number from destruction_certificates as certificate
        where certificate.instruction_id = item.instruction_id and certificate.round >= item.round and item.state = 'done'
        order by certificate.round limit 1) as number
    from records as record
    join retention_rules as rule on rule.id = record.rule_id
    join retention_rule_versions as version on version.id = record.rule_version_id
    left join instruction_items as item on item.id = (select max(id) from instruction_items where record_id = record.id)
    left join disposal_confirmations as confirmation on confirmation.review_id = record.review_id and item.id is null
    where record.id = ${recordId}`.execute(db)
  return rows[0]
}
