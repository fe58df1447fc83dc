import type { Db } from '../schema.ts'

/** What the audit trail says of the issue of a certificate. */
export async function certificateEvents(db: Db, number: string): Promise<{ details: string }[]> {
  return db
    .selectFrom('auditEvents')
    .select('details')
    .where('subjectKind', '=', 'destruction certificate')
    .where('subjectId', '=', number)
    .where('kind', '=', 'certificate issued')
    .execute()
}
