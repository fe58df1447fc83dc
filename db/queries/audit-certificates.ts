import type { Db } from '../schema.ts'
import type { CertificateRow } from './certificates.ts'

/** What the audit trail says of the issue of a certificate; null: it does not say that. */
export type IssueEvent = {
  number: string
  sha256: string | null
  instruction: number | null
  records: number | null
  merkleRoot: string | null
}

/** What the audit trail says of the issue of certificates, by their numbers. */
export async function issueEvents(db: Db, numbers: readonly string[]): Promise<IssueEvent[]> {
  const rows = await db
    .selectFrom('auditEvents')
    .select(['subjectId', 'details', 'recordCount', 'listHash'])
    .where('subjectKind', '=', 'destruction certificate')
    .where('subjectId', 'in', [...numbers])
    .where('kind', '=', 'certificate issued')
    .orderBy('id')
    .execute()
  return rows.map(({ subjectId: number, details, recordCount: records, listHash: merkleRoot }) => ({
    ...{ number, records, merkleRoot, ...factsIn(details) },
  }))
}

/** The details are JSON, unless somebody has altered them: then they say nothing here, and the trail tells of it. */
function factsIn(details: string): Pick<IssueEvent, 'sha256' | 'instruction'> {
  const instruction = /"instruction":(\d{1,15})[,}]/.exec(details)?.[1]
  return {
    sha256: /"sha256":"([0-9a-f]{64})"/.exec(details)?.[1] ?? null,
    instruction: instruction === undefined ? null : Number(instruction),
  }
}

/** The number of the first certificate that was issued, as the audit trail says, and is not there any more. */
export async function issueWithoutCertificate(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('auditEvents as event')
    .select('event.subjectId')
    .where('event.kind', '=', 'certificate issued')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('destructionCertificates as certificate')
            .select('certificate.id')
            .whereRef('certificate.number', '=', 'event.subjectId'),
        ),
      ),
    )
    .orderBy('event.id')
    .limit(1)
    .executeTakeFirst()
  return row?.subjectId
}

/** The next certificates after an id, in the order in which they were issued. */
export async function certificatesAfter(db: Db, after: number, limit: number): Promise<CertificateRow[]> {
  return db
    .selectFrom('destructionCertificates')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** False in a database of before there were certificates, such as an old backup. */
export async function areCertificatesKept(db: Db): Promise<boolean> {
  const tables = await db.introspection.getTables()
  return tables.some(({ name }) => name === 'destruction_certificates')
}
