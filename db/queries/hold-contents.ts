import type { AsAt } from '../../src/domain/as-at.ts'
import { idList } from '../dialect.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { nameAt } from './name-changes.ts'
import { versionInForce } from './retention-rules.ts'
import { systemNamesThen } from './values-then.ts'

/** Something that a hold names, by its code and name. */
export type Named = { id: number; code: string; name: string }

/** What a hold catches. Of criteria, an empty list catches any. `references`: how many a list has, of which source system. */
export type HoldContents = {
  services: Named[]
  rules: Named[]
  sources: Named[]
  triggerFrom: string | null
  triggerTo: string | null
  references: number
}

/** What a hold catches of which nothing is known. */
export const NO_CONTENTS: HoldContents = {
  ...{ services: [], rules: [], sources: [], references: 0 },
  ...{ triggerFrom: null, triggerTo: null },
}

/** What some holds catch, by their ids. A service that was merged away is told as the one in its place; as at a day, all is called as it was then. */
export async function contentsOfHolds(
  db: Db,
  ids: readonly number[],
  asAt: AsAt | null = null,
): Promise<Map<number, HoldContents>> {
  const contents = new Map<number, HoldContents>()
  const of = (id: number): HoldContents => {
    const known = contents.get(id) ?? { ...NO_CONTENTS, services: [], rules: [], sources: [] }
    contents.set(id, known)
    return known
  }
  for (const { holdId, ...service } of await servicesOf(db, ids, asAt)) of(holdId).services.push(service)
  for (const { holdId, ...rule } of await rulesOf(db, ids, asAt)) of(holdId).rules.push(rule)
  const renamed = asAt === null ? new Map<string, string>() : await systemNamesThen(db, asAt)
  const called = (source: Named): Named => ({ ...source, name: renamed.get(source.code) ?? source.name })
  for (const { holdId, ...source } of await sourcesOf(db, ids)) of(holdId).sources.push(called(source))
  for (const { holdId, ...dates } of await triggersOf(db, ids)) Object.assign(of(holdId), dates)
  for (const { holdId, references, ...source } of await listedBy(db, ids)) {
    of(holdId).sources.push(called(source))
    of(holdId).references += references
  }
  return contents
}

const scopesOf = (db: Db, ids: readonly number[]) =>
  db.selectFrom('holdScopes as scope').where('scope.holdId', 'in', idList(db, ids)).distinct().select('scope.holdId')

const servicesOf = (db: Db, ids: readonly number[], asAt: AsAt | null) =>
  scopesOf(db, ids)
    .innerJoin('services as said', 'said.id', 'scope.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlace('said', 'service', asAt)))
    .select(['service.id', 'service.code', nameAt('service', 'service', asAt).as('name')])
    .orderBy('service.code')
    .execute()

const rulesOf = (db: Db, ids: readonly number[], asAt: AsAt | null) =>
  scopesOf(db, ids)
    .innerJoin('retentionRules as rule', 'rule.id', 'scope.ruleId')
    .innerJoin('retentionRuleVersions as version', (join) => join.on('version.id', '=', versionInForce(asAt)))
    .select(['rule.id', 'rule.code', 'version.recordSeries as name'])
    .orderBy('rule.code')
    .execute()

const sourcesOf = (db: Db, ids: readonly number[]) =>
  scopesOf(db, ids)
    .innerJoin('sourceSystems as source', 'source.id', 'scope.sourceSystemId')
    .select(['source.id', 'source.code', 'source.name'])
    .orderBy('source.code')
    .execute()

/** The trigger dates are the same in all rows of a hold. */
const triggersOf = (db: Db, ids: readonly number[]) =>
  scopesOf(db, ids).select(['scope.triggerFrom', 'scope.triggerTo']).execute()

const listedBy = (db: Db, ids: readonly number[]) =>
  db
    .selectFrom('holdReferences as listed')
    .innerJoin('sourceSystems as source', 'source.id', 'listed.sourceSystemId')
    .where('listed.holdId', 'in', idList(db, ids))
    .groupBy(['listed.holdId', 'source.id', 'source.code', 'source.name'])
    .select(['listed.holdId', 'source.id', 'source.code', 'source.name'])
    .select((eb) => eb.fn.countAll<number>().as('references'))
    .execute()
