import { type ExpressionBuilder, sql } from 'kysely'
import { idList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'
import { ruleCodesWithin } from './retention-rules.ts'

/** Which drafts are asked for. `service`: its code, `none` for what belongs to none; `pending`: only those that nobody has decided about. */
export type DraftFilters = {
  state?: 'draft' | 'submitted' | 'approved' | 'withdrawn' | undefined
  service?: string | undefined
  pending?: boolean
}

/** The drafts of a filter within a reach (null: all): what waits for its approval first, then what is drafted, then the latest first. */
export async function ruleDraftList(
  db: Db,
  filters: DraftFilters,
  reach: number[] | null,
  { limit, offset }: { limit: number; offset: number },
) {
  const order = sql`case draft.state when 'submitted' then 0 when 'draft' then 1 else 2 end`
  return draftRows(db, filters, reach).orderBy(order).orderBy('draft.id', 'desc').limit(limit).offset(offset).execute()
}

/** How many drafts of a filter there are within a reach (null: all). */
export async function ruleDraftCount(db: Db, filters: DraftFilters, reach: number[] | null): Promise<number> {
  const row = await draftRows(db, filters, reach)
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/**
 * Drafts with the service that they give the rule, or what stands in its place now, and the version that is in force (null: none).
 *
 * A manager reaches those that give a rule one of their services, or none, and those of rules within their reach.
 */
export const draftRows = (db: Db, filters: DraftFilters, reach: number[] | null) =>
  db
    .selectFrom('ruleDrafts as draft')
    .leftJoin('services as said', 'said.id', 'draft.serviceId')
    .leftJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .leftJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .leftJoin('retentionRules as rule', 'rule.code', 'draft.code')
    .leftJoin('retentionRuleVersions as current', 'current.id', 'rule.currentVersionId')
    .where((eb) => eb.and(fitting(eb, filters)))
    .$if(reach !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('draft.serviceId', 'is', null),
          eb('service.id', 'in', idList(db, reach ?? [])),
          eb('draft.code', 'in', ruleCodesWithin(db, reach ?? [])),
        ]),
      ),
    )
    .selectAll('draft')
    // In the place of the draft's own, which may have been merged away.
    .select('service.id as serviceId')
    .select(['service.code as service', 'service.name as serviceName', 'organisation.name as organisationName'])
    .select(['rule.id as ruleId', 'current.version as inForce'])

type Joined = Schema & { draft: Schema['ruleDrafts']; service: Schema['services'] }

const fitting = (
  eb: ExpressionBuilder<Joined, 'draft' | 'service'>,
  { state, service, pending = false }: DraftFilters,
) => [
  ...(state === undefined ? [] : [eb('draft.state', '=', state)]),
  ...(pending ? [eb.or([eb('draft.state', '=', 'draft'), eb('draft.state', '=', 'submitted')])] : []),
  ...(service === undefined
    ? []
    : [service === 'none' ? eb('draft.serviceId', 'is', null) : eb('service.code', '=', service)]),
]
