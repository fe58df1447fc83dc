import { type Insertable, sql } from 'kysely'
import { idList } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

export type NewRuleVersion = Omit<Insertable<Schema['retentionRuleVersions']>, 'id'>

/** A version whose dates have yet to be given to the records of its rule. */
export type VersionToApply = { id: number; ruleId: number }

/** Adds a rule that has no version yet and returns its id, or null when the schedule has one with that code. */
export async function addRule(db: Db, code: string): Promise<number | null> {
  const added = await db
    .insertInto('retentionRules')
    .values({ code, currentVersionId: null })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** Adds a version and returns its id, or null when somebody else has added one with that number. */
export async function addRuleVersion(db: Db, version: NewRuleVersion): Promise<number | null> {
  const added = await db
    .insertInto('retentionRuleVersions')
    .values(version)
    .onConflict((conflict) => conflict.columns(['ruleId', 'version']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** Puts a version in force, unless another has replaced `from` meanwhile; true when it did. */
export async function putRuleInForce(db: Db, ruleId: number, from: number | null, versionId: number): Promise<boolean> {
  const result = await db
    .updateTable('retentionRules')
    .set({ currentVersionId: versionId })
    .where('id', '=', ruleId)
    .where('currentVersionId', from === null ? 'is' : '=', from)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The versions whose dates have not been applied to all records yet, oldest first; of one rule, or of all. */
export async function versionsToApply(db: Db, ruleId?: number): Promise<VersionToApply[]> {
  return db
    .selectFrom('retentionRuleVersions')
    .select(['id', 'ruleId'])
    .where('recomputedAt', 'is', null)
    .$if(ruleId !== undefined, (query) => query.where('ruleId', '=', ruleId ?? 0))
    .orderBy('id')
    .execute()
}

/** The versions of the rules of some records that came after the version of any of these, oldest first, whether applied to other records or not. */
export async function versionsAfter(db: Db, recordIds: readonly number[]): Promise<VersionToApply[]> {
  const { rows } = await sql<VersionToApply>`
    select version.id, version.rule_id from (
      select rule_id, min(rule_version_id) as earliest from records where id in ${idList(db, recordIds)} group by rule_id) as reached
    join retention_rule_versions as version on version.rule_id = reached.rule_id and version.id > reached.earliest
    order by version.id`.execute(db)
  return rows
}

/** Marks a version as applied to all records of its rule. */
export async function markApplied(db: Db, versionId: number, now: string): Promise<void> {
  await db.updateTable('retentionRuleVersions').set({ recomputedAt: now }).where('id', '=', versionId).execute()
}

/** The name of a service, or undefined when there is none with that id. */
export async function serviceName(db: Db, id: number): Promise<string | undefined> {
  const row = await db.selectFrom('services').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name
}
