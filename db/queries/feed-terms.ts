import { sql } from 'kysely'
import type { DatingRule } from '../../src/domain/placement.ts'
import { inPlaceOf } from '../in-place-of.ts'
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
  // A code that was merged away is taken as that of the service in its place, whose own code comes first when one is looked for.
  const services = await db
    .selectFrom('services')
    .select([inPlaceOf('services').as('id'), 'code'])
    .orderBy((eb) => eb.fn.coalesce('mergedIntoId', eb.lit(0)))
    .execute()
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

/** A mark of the schedule as it is now: while it is the same, no rule has been changed, retired or brought back. */
export async function scheduleMark(db: Db): Promise<string> {
  const { rows } = await sql<{ version: number; retired: number; reinstated: number }>`
    select (select coalesce(max(id), 0) from retention_rule_versions) as version,
      (select count(*) from rule_retirements) as retired,
      (select count(reinstated_at) from rule_retirements) as reinstated`.execute(db)
  return rows.map(({ version, retired, reinstated }) => `${version}/${retired}/${reinstated}`).join()
}

/** The id of a source system, or undefined. */
export async function sourceSystemId(db: Db, code: string): Promise<number | undefined> {
  const row = await db.selectFrom('sourceSystems').select('id').where('code', '=', code).executeTakeFirst()
  return row?.id
}
