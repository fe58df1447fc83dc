import type { Db } from '../schema.ts'

/** The rows of every list of versions, and for each list how to take those of one version. */
export async function listsOf(db: Db, ids: number[]) {
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
        .select(['versionId', 'standing', 'noticeId', 'lines', 'byName', 'byOn', 'term.kind', 'term.name', 'term.mark'])
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
        .select(['versionId', 'standing', 'noticeId', 'lines', 'byName', 'byOn', 'part'])
        .select(['organisation.code as organisation', 'detail', 'contract'])
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    recipients: byVersion(
      await db
        .selectFrom('activityRecipients as of')
        .leftJoin('organisations as organisation', 'organisation.id', 'of.organisationId')
        .select([
          'versionId',
          'standing',
          'noticeId',
          'lines',
          'byName',
          'byOn',
          'organisation.code as organisation',
          'category',
          'role',
        ])
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
        .select(['versionId', 'standing', 'noticeId', 'lines', 'byName', 'byOn', 'rule.code as rule'])
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    systems: byVersion(
      await db
        .selectFrom('activitySystems as of')
        .innerJoin('sourceSystems as system', 'system.id', 'of.sourceSystemId')
        .select(['versionId', 'standing', 'noticeId', 'lines', 'byName', 'byOn', 'system.code as sourceSystem'])
        .where('versionId', 'in', ids)
        .orderBy('position')
        .execute(),
    ),
    details: byVersion(
      await db.selectFrom('activityDetails').selectAll().where('versionId', 'in', ids).orderBy('position').execute(),
    ),
    rights: byVersion(
      await db.selectFrom('activityRights').selectAll().where('versionId', 'in', ids).orderBy('position').execute(),
    ),
    dpiaCriteria: byVersion(
      await db
        .selectFrom('activityDpiaCriteria')
        .selectAll()
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
