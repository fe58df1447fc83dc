import { type RawBuilder, sql } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'
import type { RecordTerms } from './record-terms.ts'

/**
 * Narrows the inventory. Things are named by their codes, dates are inclusive at both ends.
 *
 * `reference`: its start, or all of it; `formerly`: the ids of records that had it before it was erased. `openSince`: still open, and
 * first seen on that day or before. `review`: the id of a disposal review. `caught`: what some holds catch.
 */
export type RecordFilters = {
  source?: string | undefined
  service?: string | undefined
  rule?: string | undefined
  state?: RecordState | undefined
  dueFrom?: string | undefined
  dueTo?: string | undefined
  triggerFrom?: string | undefined
  triggerTo?: string | undefined
  missing?: boolean | undefined
  openSince?: string | undefined
  backlog?: boolean | undefined
  reference?: string | undefined
  formerly?: readonly number[] | undefined
  review?: number | undefined
  caught?: Caught | undefined
}

/** What holds catch, lifted or not: by their ids, and where the records of each are to be looked for. Plain values: they go to another thread. */
export type Caught = { holds: readonly number[]; criteria: readonly CaughtCriteria[]; lists: readonly CaughtList[] }

/** Criteria by ids; null: any. */
export type CaughtCriteria = {
  services: readonly number[] | null
  rules: readonly number[] | null
  source: number | null
  triggerFrom: string | null
  triggerTo: string | null
}

/** `references`: how many a hold lists. */
export type CaughtList = { holdId: number; source: number; references: number }

/** The id of something, or null for records that belong to none. */
export type Id = number | null

/** All of the conditions together. */
export const all = (conditions: RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)

/** The ids that a code stands for: one, or none. */
export const idsOf = (terms: Map<number, { code: string }>, code: string): number[] =>
  [...terms].filter(([, term]) => term.code === code).map(([id]) => id)

/** What filters say of where records come from and how they stand there. */
export function placeConditions(filters: RecordFilters, { sources, inPartitions }: RecordTerms): RawBuilder<unknown>[] {
  const { source, reference, formerly = [], review } = filters
  const sourceIds = source === undefined ? null : idsOf(sources, source)
  return [
    ...(sourceIds ? [oneOf('source_system_id', sourceIds)] : []),
    ...(sourceIds && inPartitions ? [oneOf('organisation_id', organisationsOf(sourceIds, sources))] : []),
    ...(reference === undefined ? [] : [startsWith(reference, sourceIds ?? [...sources.keys()], formerly)]),
    ...(review === undefined ? [] : [sql`review_id = ${review}`]),
    ...(filters.missing ? [sql`missing_since is not null`] : []),
    ...(filters.backlog ? [sql`backlog = 1`] : []),
  ]
}

const organisationsOf = (sourceIds: readonly number[], sources: RecordTerms['sources']): number[] =>
  sourceIds.flatMap((id) => sources.get(id)?.organisationId ?? [])

/** What filters say of due dates. */
export const dueConditions = ({ dueFrom, dueTo }: RecordFilters): RawBuilder<unknown>[] => [
  ...(dueFrom === undefined ? [] : [sql`due_on >= ${dueFrom}`]),
  ...(dueTo === undefined ? [] : [sql`due_on <= ${dueTo}`]),
]

/** What filters say of dates, due dates among them. */
export function dateConditions(filters: RecordFilters): RawBuilder<unknown>[] {
  const { triggerFrom, triggerTo, openSince } = filters
  return [
    ...dueConditions(filters),
    ...(triggerFrom === undefined ? [] : [sql`trigger_on >= ${triggerFrom}`]),
    ...(triggerTo === undefined ? [] : [sql`trigger_on <= ${triggerTo}`]),
    ...(openSince === undefined ? [] : [sql`first_seen_on <= ${openSince} and state = 'open'`]),
  ]
}

/** References are indexed within their source systems. A range is what the index answers; the last of all characters ends it. */
function startsWith(reference: string, sourceIds: readonly number[], formerly: readonly number[]): RawBuilder<unknown> {
  const end = `${reference}\u{10FFFF}`
  const start = sql`${oneOf('source_system_id', sourceIds)} and reference >= ${reference} and reference < ${end}`
  return formerly.length === 0 ? start : sql`((${start}) or records.id in (${sql.join(formerly)}))`
}

/** That a column has one of these ids. */
export function oneOf(
  column: 'rule_id' | 'service_id' | 'source_system_id' | 'organisation_id',
  ids: readonly Id[],
): RawBuilder<unknown> {
  const [only] = ids
  if (ids.length === 1) return only === null ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${only}`
  return ids.length === 0 ? sql`false` : sql`${sql.ref(column)} in (${sql.join(ids)})`
}
