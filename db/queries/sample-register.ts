import type { Insertable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

/** The first version of a rule, with the code of the rule in place of its id. */
export type FirstVersion = { code: string } & Omit<Insertable<Schema['retentionRuleVersions']>, 'ruleId' | 'version'>

/** Adds rules with their first versions in force. */
export async function addRulesInForce(db: Db, rules: FirstVersion[]): Promise<void> {
  const added = await db
    .insertInto('retentionRules')
    .values(rules.map(({ code }) => ({ code, currentVersionId: null })))
    .returning(['id', 'code'])
    .execute()
  const ids = new Map(added.map(({ id, code }) => [code, id]))
  await db
    .insertInto('retentionRuleVersions')
    .values(
      rules.flatMap(({ code, ...version }) => {
        const ruleId = ids.get(code)
        return ruleId === undefined ? [] : [{ ...version, ruleId, version: 1 }]
      }),
    )
    .execute()
  await db
    .updateTable('retentionRules')
    .set((eb) => ({
      currentVersionId: eb
        .selectFrom('retentionRuleVersions')
        .select('retentionRuleVersions.id')
        .whereRef('retentionRuleVersions.ruleId', '=', 'retentionRules.id'),
    }))
    .where('currentVersionId', 'is', null)
    .execute()
}
