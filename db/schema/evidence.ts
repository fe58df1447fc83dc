import type { Generated } from 'kysely'
import type { EventKind, SubjectKind } from '../../src/domain/audit-event.ts'
import type { Agent } from '../../src/domain/permission.ts'

/** The proof of what was done. */
export type EvidenceTables = {
  auditEvents: AuditEventsTable
  auditEventPersons: AuditEventPersonsTable
  auditAnchors: AuditAnchorsTable
}

type AuditEventsTable = {
  id: number
  at: string
  kind: EventKind
  whoId: string
  whoRole: Agent['role']
  subjectKind: SubjectKind
  subjectId: string
  details: string
  recordCount: number | null
  listHash: string | null
  requestId: string
  personDigest: string
  previousHash: string
  hash: string
}

/** `happenedOn`: the London date of the event, from which its retention is counted. */
type AuditEventPersonsTable = {
  eventId: number
  happenedOn: string
  salt: string
  name: string
  address: string
  details: string
}

type AuditAnchorsTable = {
  id: Generated<number>
  eventId: number
  hash: string
  anchoredAt: string
}
