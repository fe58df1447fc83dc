import type { TrailEvent } from '../../db/queries/audit-list.ts'
import { eventInWords } from '../domain/audit-sentence.ts'
import { type TrailQuestion, wholeTrail } from './audit-page.ts'
import type { CsvExport } from './csv-export.ts'

/**
 * The audit trail as CSV, the newest first. `details`, `person_digest`, `previous_hash` and `hash` stand as they are chained, so that the
 * chain can be checked from the file alone. `who` and `address` are blank once they have been erased.
 */
export const auditEventsExport: CsvExport<TrailEvent, TrailQuestion> = {
  name: 'audit-events',
  columns: [
    { name: 'number', value: (event) => event.id },
    { name: 'at', value: (event) => event.at },
    { name: 'who', value: (event) => event.name },
    { name: 'who_role', value: (event) => event.whoRole },
    { name: 'who_id', value: (event) => event.whoId },
    { name: 'address', value: (event) => event.address },
    { name: 'kind', value: (event) => event.kind },
    { name: 'subject_kind', value: (event) => event.subjectKind },
    { name: 'subject_id', value: (event) => event.subjectId },
    { name: 'what', value: (event) => eventInWords(event) },
    { name: 'details', value: (event) => event.details },
    { name: 'personal_details', value: (event) => event.personDetails },
    { name: 'records', value: (event) => event.recordCount },
    { name: 'list_hash', value: (event) => event.listHash },
    { name: 'request_id', value: (event) => event.requestId },
    { name: 'person_digest', value: (event) => event.personDigest },
    { name: 'previous_hash', value: (event) => event.previousHash },
    { name: 'hash', value: (event) => event.hash },
  ],
  rows: (db, question) => wholeTrail(db, question),
}
