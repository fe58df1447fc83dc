import type { DatingRule } from '../../src/domain/placement.ts'
import type { Db } from '../schema.ts'
import { type RuleInForce, rulesByCode } from './retention-rules.ts'

/** What the rows of a source's feed are read and measured by; ids by code, versions of rules by id. */
export type FeedTermsRead = {
  rules: Map<string, RuleInForce>
  versions: Map<number, DatingRule>
  services: Map<string, number>
  /** The services whose records the source may hold; null: any. */
  limitedTo: Set<number> | null
  defaultServiceId: number | null
}

/** The schedule, the services and the limits of a source as they are now. */
export async function feedTerms(db: Db, sourceSystemId: number): Promise<FeedTermsRead> {
  const versions = await db
    .selectFrom('retentionRuleVersions')
    .select(['id', 'triggerKind', 'countedFrom', 'period', 'disposalAction'])
    .execute()
  const services = await db.selectFrom('services').select(['id', 'code']).execute()
  const limits = await db
    .selectFrom('sourceSystemServices')
    .select('serviceId')
    .where('sourceSystemId', '=', sourceSystemId)
    .execute()
  const source = await db
    .selectFrom('sourceSystems')
    .select('defaultServiceId')
    .where('id', '=', sourceSystemId)
    .executeTakeFirstOrThrow()
  return {
    rules: await rulesByCode(db),
    versions: new Map(versions.map(({ id, ...rule }) => [id, rule])),
    services: new Map(services.map(({ id, code }) => [code, id])),
    limitedTo: limits.length === 0 ? null : new Set(limits.map(({ serviceId }) => serviceId)),
    defaultServiceId: source.defaultServiceId,
  }
}

/** The id of the version of any rule that was written last: while it is the same, no rule has changed. */
export async function latestVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('retentionRuleVersions')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** The id of a source system, or undefined. */
export async function sourceSystemId(db: Db, code: string): Promise<number | undefined> {
  const row = await db.selectFrom('sourceSystems').select('id').where('code', '=', code).executeTakeFirst()
  return row?.id
}
