import type {
  ActivityContent,
  DetailField,
  DpiaCriterion,
  Evidence,
  NotedField,
  Right,
} from '../../src/domain/processing-activity.ts'
import type { Db } from '../schema.ts'
import { listsOf } from './activity-lists.ts'

type EvidenceColumns = Omit<Evidence, 'notice'> & { noticeId: number | null }

/** What versions of activities say, by the id of the version; fifteen statements however many they are. */
export async function contentsOf(db: Db, versionIds: number[]): Promise<Map<number, ActivityContent>> {
  if (versionIds.length === 0) return new Map()
  const notices = new Map(
    (await db.selectFrom('privacyNotices').select(['id', 'code']).execute()).map(({ id, code }) => [id, code]),
  )
  const evidence = ({ standing, noticeId, lines, byName, byOn }: EvidenceColumns): Evidence => ({
    standing,
    notice: noticeId === null ? null : (notices.get(noticeId) ?? null),
    lines,
    byName,
    byOn,
  })
  const lists = await listsOf(db, versionIds)
  const versions = await versionRows(db, versionIds)
  return new Map(
    versions.map(({ id, ...facts }) => [
      id,
      {
        ...facts,
        purposes: lists.purposes(id, (row) => ({ text: row.text, ...evidence(row) })),
        lawfulBases: lists.lawfulBases(id, (row) => ({
          purpose: row.purpose,
          basis: row.basis,
          statute: row.statute,
          interest: row.interest,
          record: row.record,
          withdrawal: row.withdrawal,
          ...evidence(row),
        })),
        terms: lists.terms(id, (row) => ({
          kind: row.kind,
          name: row.name,
          mark: row.mark,
          ...evidence(row),
        })),
        conditions: lists.conditions(id, (row) => ({ kind: row.kind, text: row.text, ...evidence(row) })),
        parties: lists.parties(id, (row) => ({
          part: row.part,
          organisation: row.organisation,
          detail: row.detail,
          contract: row.contract,
          ...evidence(row),
        })),
        recipients: lists.recipients(id, (row) => ({
          organisation: row.organisation,
          category: row.category,
          role: row.role,
          contract: row.contract,
          contractEndsOn: row.contractEndsOn,
          ...evidence(row),
        })),
        transfers: lists.transfers(id, (row) => ({
          country: row.country,
          recipient: row.recipient,
          mechanism: row.mechanism,
          safeguard: row.safeguard,
          document: row.document,
          riskAssessment: row.riskAssessment,
          verifiedOn: row.verifiedOn,
          ...evidence(row),
        })),
        rules: lists.rules(id, (row) => ({ rule: row.rule, ...evidence(row) })),
        systems: lists.systems(id, (row) => ({ sourceSystem: row.sourceSystem, ...evidence(row) })),
        details: lists.details(id, (row) => ({
          field: row.field as DetailField,
          text: row.text,
          ...evidence(row),
        })),
        rights: lists.rights(id, (row) => ({
          right: row.rightOf as Right,
          answer: row.answer,
          reason: row.reason,
          ...evidence(row),
        })),
        dpiaCriteria: lists.dpiaCriteria(id, (row) => ({
          criterion: row.criterion as DpiaCriterion,
          ...evidence(row),
        })),
        notes: lists.notes(id, (row) => ({
          field: row.field as NotedField,
          text: row.text,
          silent: row.silent === 1,
          ...evidence(row),
        })),
      },
    ]),
  )
}

const versionRows = (db: Db, ids: number[]) =>
  db
    .selectFrom('activityVersions as version')
    .innerJoin('services as service', 'service.id', 'version.serviceId')
    .select(['version.id', 'title', 'service.code as service', 'role', 'roleStanding', 'ownerName', 'businessFunction'])
    .select(['automatedDecisions', 'dpiaRequired', 'dpiaStatus', 'remarks', 'reviewCycleMonths'])
    .where('version.id', 'in', ids)
    .execute()
