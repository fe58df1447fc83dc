import { type RawBuilder, sql } from 'kysely'
import { type RecordState, recordStates } from '../../src/domain/held-record.ts'
import type { RecordTerms } from './record-terms.ts'

/** What is asked for in place of the code of a service: records that belong to none. */
export const UNASSIGNED = 'unassigned'

/**
 * Narrows the inventory. Things are named by their codes, dates are inclusive at both ends.
 *
 * `reference`: its start, or all of it; `forgotten`: what stands in its place where it has been erased. `openSince`: still open,
 * and first seen on that day or before. `review`: the id of a disposal review.
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
  forgotten?: readonly string[] | undefined
  review?: number | undefined
}

type Id = number | null

/**
 * The records asked for, as a condition on `records`.
 *
 * `indexed`: the same as pairs of a rule or service and a state with what is left of the condition; an index has the records of
 * each pair in the order of ids.
 */
export type Wanted = {
  where: RawBuilder<unknown>
  indexed: { by: 'rule' | 'service'; pairs: [Id, RecordState][]; rest: RawBuilder<unknown> } | null
  review: number | null
  state: RecordState | null
}

/** What filters ask for, within a reach (ids of services; null: all). A code that does not exist has no records. */
export function wantedRecords(filters: RecordFilters, reach: readonly number[] | null, terms: RecordTerms): Wanted {
  const state = (filters.openSince === undefined ? filters.state : 'open') ?? null
  const services = servicesAskedFor(filters.service, reach, terms)
  const rules = rulesAskedFor(filters.rule, state, services, terms)
  const ofRules = rules ? [oneOf('rule_id', rules)] : []
  const ofServices = services ? [oneOf('service_id', services)] : []
  const ofState = state === null ? [] : [sql`state = ${sql.lit(state)}`]
  const rest = [...placeConditions(filters, terms), ...dateConditions(filters)]
  const states = state === null ? recordStates : [state]
  const pairs = (ids: readonly Id[]) => ids.flatMap((id) => states.map((each): [Id, RecordState] => [id, each]))
  const byService = services && { by: 'service' as const, pairs: pairs(services), rest: all(rest) }
  return {
    where: all([...ofRules, ...ofServices, ...ofState, ...rest]),
    indexed: rules ? { by: 'rule', pairs: pairs(rules), rest: all([...ofServices, ...rest]) } : byService,
    review: filters.review ?? null,
    state,
  }
}

const all = (conditions: RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)

/** The rules asked for, or every rule where only a state is: the index of rules and states answers for no state alone. */
function rulesAskedFor(code: string | undefined, state: string | null, services: unknown, { rules }: RecordTerms) {
  if (code !== undefined) return idsOf(rules, code)
  return state !== null && services === null ? [...rules.keys()] : null
}

const idsOf = (terms: Map<number, { code: string }>, code: string): number[] =>
  [...terms].filter(([, term]) => term.code === code).map(([id]) => id)

function servicesAskedFor(code: string | undefined, reach: readonly number[] | null, { services }: RecordTerms) {
  if (code === undefined) return reach
  const asked: Id[] = code === UNASSIGNED ? [null] : idsOf(services, code)
  return reach === null ? asked : asked.filter((id) => id !== null && reach.includes(id))
}

function placeConditions(filters: RecordFilters, { sources }: RecordTerms): RawBuilder<unknown>[] {
  const { source, reference, forgotten = [], review } = filters
  const sourceIds = source === undefined ? null : idsOf(sources, source)
  // References are indexed within their source systems.
  const ofSources = sourceIds ?? (reference === undefined ? null : [...sources.keys()])
  return [
    ...(ofSources ? [oneOf('source_system_id', ofSources)] : []),
    ...(reference === undefined ? [] : [startsWith(reference, forgotten)]),
    ...(review === undefined ? [] : [sql`review_id = ${review}`]),
    ...(filters.missing ? [sql`missing_since is not null`] : []),
    ...(filters.backlog ? [sql`backlog = 1`] : []),
  ]
}

function dateConditions({ dueFrom, dueTo, triggerFrom, triggerTo, openSince }: RecordFilters): RawBuilder<unknown>[] {
  return [
    ...(dueFrom === undefined ? [] : [sql`due_on >= ${dueFrom}`]),
    ...(dueTo === undefined ? [] : [sql`due_on <= ${dueTo}`]),
    ...(triggerFrom === undefined ? [] : [sql`trigger_on >= ${triggerFrom}`]),
    ...(triggerTo === undefined ? [] : [sql`trigger_on <= ${triggerTo}`]),
    ...(openSince === undefined ? [] : [sql`first_seen_on <= ${openSince}`]),
  ]
}

/** A range is what an index answers; the last of all characters ends it. */
function startsWith(reference: string, forgotten: readonly string[]): RawBuilder<unknown> {
  const start = sql`reference >= ${reference} and reference < ${`${reference}\u{10FFFF}`}`
  return forgotten.length === 0 ? start : sql`((${start}) or reference in (${sql.join(forgotten)}))`
}

function oneOf(column: 'rule_id' | 'service_id' | 'source_system_id', ids: readonly Id[]): RawBuilder<unknown> {
  if (ids.length === 1) return sql`${sql.ref(column)} is ${ids[0]}`
  return ids.length === 0 ? sql`false` : sql`${sql.ref(column)} in (${sql.join(ids)})`
}
