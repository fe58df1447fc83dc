import type { ActivityContent, Evidence, NotedField } from '../../src/domain/processing-activity.ts'
import type { Db } from '../schema.ts'

type EvidenceColumns = { standing: Evidence['standing']; noticeId: number | null; lines: string | null }

/** What versions of activities say, by the id of the version; twelve statements however many they are. */
export async function contentsOf(db: Db, versionIds: number[]): Promise<Map<number, ActivityContent>> {
  if (versionIds.length === 0) return new Map()
  const notices = new Map(
    (await db.selectFrom('privacyNotices').select(['id', 'code']).execute()).map(({ id, code }) => [id, code]),
  )
  const evidence = ({ standing, noticeId, lines }: EvidenceColumns): Evidence => ({
    standing,
    notice: noticeId === null ? null : (notices.get(noticeId) ?? null),
    lines,
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
          ...evidence(row),
        })),
        terms: lists.terms(id, (row) => ({ kind: row.kind, name: row.name, mark: row.mark, ...evidence(row) })),
        conditions: lists.conditions(id, (row) => ({ kind: row.kind, text: row.text, ...evidence(row) })),
        parties: lists.parties(id, (row) => ({
          part: row.part,
          organisation: row.organisation,
          detail: row.detail,
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
          safeguard: row.safeguard,
          document: row.document,
          ...evidence(row),
        })),
        rules: lists.rules(id, (row) => ({ rule: row.rule, ...evidence(row) })),
        systems: lists.systems(id, (row) => ({ sourceSystem: row.sourceSystem, ...evidence(row) })),
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

async function listsOf(db: Db, ids: number[]) {
  return {
    purposes: byVersion(
      await db.selectFrom('activityPurposes').selectAll().where('versionId', 'in', ids).orderBy('position').execute(),
    ),
    lawfulBases: byVersion(
      await db
        .selectFrom('activityLawfulBases')
        .selectAll()
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    terms: byVersion(
      await db
        .selectFrom('activityTerms as of')
        .innerJoin('terms as term', 'term.id', 'of.termId')
        .select(['versionId', 'standing', 'noticeId', 'lines', 'term.kind', 'term.name', 'term.mark'])
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    conditions: byVersion(
      await db.selectFrom('activityConditions').selectAll().where('versionId', 'in', ids).orderBy('position').execute(),
    ),
    parties: byVersion(
      await db
        .selectFrom('activityParties as of')
        .leftJoin('organisations as organisation', 'organisation.id', 'of.organisationId')
        .select(['versionId', 'standing', 'noticeId', 'lines', 'part', 'organisation.code as organisation', 'detail'])
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    recipients: byVersion(
      await db
        .selectFrom('activityRecipients as of')
        .leftJoin('organisations as organisation', 'organisation.id', 'of.organisationId')
        .select(['versionId', 'standing', 'noticeId', 'lines', 'organisation.code as organisation', 'category', 'role'])
        .select(['contract', 'contractEndsOn'])
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    transfers: byVersion(
      await db.selectFrom('activityTransfers').selectAll().where('versionId', 'in', ids).orderBy('position').execute(),
    ),
    rules: byVersion(
      await db
        .selectFrom('activityRules as of')
        .innerJoin('retentionRules as rule', 'rule.id', 'of.ruleId')
        .select(['versionId', 'standing', 'noticeId', 'lines', 'rule.code as rule'])
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    systems: byVersion(
      await db
        .selectFrom('activitySystems as of')
        .innerJoin('sourceSystems as system', 'system.id', 'of.sourceSystemId')
        .select(['versionId', 'standing', 'noticeId', 'lines', 'system.code as sourceSystem'])
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    notes: byVersion(
      await db.selectFrom('activityNotes').selectAll().where('versionId', 'in', ids).orderBy('position').execute(),
    ),
  }
}

/** The rows of one version at a time, in their order, each made into an entry. */
function byVersion<Row extends { versionId: number }>(rows: Row[]) {
  const groups = Map.groupBy(rows, ({ versionId }) => versionId)
  return <Entry>(versionId: number, entry: (row: Row) => Entry): Entry[] => (groups.get(versionId) ?? []).map(entry)
}
