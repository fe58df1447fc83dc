import { type RawBuilder, sql } from 'kysely'
import { type RecordState, recordStates } from '../../src/domain/held-record.ts'
import {
  all,
  dateConditions,
  dueConditions,
  type Id,
  idsOf,
  oneOf,
  placeConditions,
  type RecordFilters,
} from './record-conditions.ts'
import type { KeptRecords } from './record-counts.ts'
import type { RecordTerms } from './record-terms.ts'

/** What is asked for in place of the code of a service: records that belong to none. */
export const UNASSIGNED = 'unassigned'

/**
 * The records asked for, as a condition on `records`.
 *
 * `pairs`: the same as pairs of a rule or service and a state with what is left of the condition; an index has the records of each
 * pair in the order of ids. `narrow`: an index of something that is asked for leads to the records. `dueDates`: what is asked of these.
 * `kept`: the same as what counts are kept of; null where more is asked. `source`: the one source system asked for, as long as there is one.
 */
export type Wanted = {
  where: RawBuilder<unknown>
  pairs: Pairs | null
  narrow: boolean
  dueDates: RawBuilder<unknown>
  review: number | null
  state: RecordState | null
  kept: KeptRecords | null
  source: { id: number; organisationId: number } | null
}

/** The ids are either all null, or none of them is. */
export type Pairs = { by: 'rule' | 'service'; of: [Id, RecordState][]; rest: RawBuilder<unknown> }

/** What filters ask for, within a reach (ids of services; null: all). A code that does not exist has no records. */
export function wantedRecords(filters: RecordFilters, reach: readonly number[] | null, terms: RecordTerms): Wanted {
  const state = filters.state ?? (filters.openSince === undefined ? null : 'open')
  const services = servicesAskedFor(filters.service, reach, terms)
  const rules = rulesAskedFor(filters.rule, state, services, terms)
  const ofRules = rules ? [oneOf('rule_id', rules)] : []
  const ofServices = services ? [oneOf('service_id', services)] : []
  const ofState = state === null ? [] : [sql`state = ${sql.lit(state)}`]
  const rest = [...placeConditions(filters, terms), ...dateConditions(filters)]
  const states = state === null ? recordStates : [state]
  const withStates = (ids: readonly Id[]) => ids.flatMap((id) => states.map((each): [Id, RecordState] => [id, each]))
  const onlyKept = rest.length === 0
  const byService = services && { by: 'service' as const, of: withStates(services), rest: all(rest) }
  const byRule = rules && { by: 'rule' as const, of: withStates(rules), rest: all([...ofServices, ...rest]) }
  const beyond = asksBeyondIndexes(filters)
  return {
    where: all([...ofRules, ...ofServices, ...ofState, ...rest]),
    pairs: beyond ? null : (byRule ?? byService),
    narrow: isNarrow(filters) || (!beyond && (filters.rule !== undefined || services !== null || state !== null)),
    dueDates: all(dueConditions(filters)),
    review: filters.review ?? null,
    state,
    kept: onlyKept ? { rules, services, state } : null,
    source: sourceAskedFor(filters.source, terms),
  }
}

const isNarrow = ({ source, reference, review, missing, dueFrom, dueTo }: RecordFilters): boolean =>
  missing === true || [source, reference, review, dueFrom, dueTo].some((value) => value !== undefined)

/** No index has these: beside a state, a rule or services, that most records may have in common, it is better to read the records as they lie, stretch by stretch. */
const asksBeyondIndexes = ({ triggerFrom, triggerTo, openSince, backlog }: RecordFilters): boolean =>
  backlog === true || [triggerFrom, triggerTo, openSince].some((value) => value !== undefined)

function sourceAskedFor(code: string | undefined, { sources }: RecordTerms): Wanted['source'] {
  const [id] = code === undefined ? [] : idsOf(sources, code)
  const source = id === undefined ? undefined : sources.get(id)
  return id === undefined || !source ? null : { id, organisationId: source.organisationId }
}

/** The rules asked for, or every rule where only a state is: the index of rules and states answers for no state alone. */
function rulesAskedFor(code: string | undefined, state: string | null, services: unknown, { rules }: RecordTerms) {
  if (code !== undefined) return idsOf(rules, code)
  return state !== null && services === null ? [...rules.keys()] : null
}

function servicesAskedFor(code: string | undefined, reach: readonly number[] | null, { services }: RecordTerms) {
  if (code === undefined) return reach
  const asked: Id[] = code === UNASSIGNED ? [null] : idsOf(services, code)
  return reach === null ? asked : asked.filter((id) => id !== null && reach.includes(id))
}
