import type { LawfulBasis } from '../../src/domain/processing-activity.ts'
import { idsIn } from '../dialect.ts'
import { type Given, prepared } from '../prepared.ts'
import type { Db } from '../schema.ts'

/** What a list shows of a version beside its own row, in the order in which the version says it, each once. */
export type ListFacts = { bases: LawfulBasis[]; rules: string[] }

/** The lawful bases and rules of versions, by the id of the version: two statements, where reading all that they say takes fifteen. */
export async function listFactsOf(db: Db, versionIds: number[]): Promise<Map<number, ListFacts>> {
  if (versionIds.length === 0) return new Map()
  const ids = JSON.stringify(versionIds)
  const bases = await basesOfVersions(db, ids)
  const rules = await rulesOfVersions(db, ids)
  const basesOf = Map.groupBy(bases, ({ versionId }) => versionId)
  const rulesOf = Map.groupBy(rules, ({ versionId }) => versionId)
  return new Map(
    versionIds.map((id) => [
      id,
      {
        bases: [...new Set((basesOf.get(id) ?? []).flatMap(({ basis }) => basis ?? []))],
        rules: [...new Set((rulesOf.get(id) ?? []).map(({ code }) => code))],
      },
    ]),
  )
}

const basesOfVersions = prepared((db, ids: Given<string>) =>
  db
    .selectFrom('activityLawfulBases')
    .select(['versionId', 'basis'])
    .where('versionId', 'in', idsIn(db, ids))
    .where('basis', 'is not', null)
    .orderBy('versionId')
    .orderBy('position'),
)

const rulesOfVersions = prepared((db, ids: Given<string>) =>
  db
    .selectFrom('activityRules as of')
    .innerJoin('retentionRules as rule', 'rule.id', 'of.ruleId')
    .select(['of.versionId', 'rule.code'])
    .where('of.versionId', 'in', idsIn(db, ids))
    .orderBy('of.versionId')
    .orderBy('of.position'),
)
