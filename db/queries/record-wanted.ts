import { type RawBuilder, sql } from 'kysely'
import { isEnded, type RecordState, recordStates } from '../../src/domain/held-record.ts'
import { ended } from './ended.ts'
import { isCaught } from './held.ts'
import {
  all,
  type CaughtCriteria,
  type CaughtList,
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
 * `kept`: the same as what counts are kept of; null where more is asked. `source`: the one source system asked for, as long as there is one;
 * `missing`: only what is missing at its source.
 * `legs`: the same as several that are each looked for where they are; a record may be in more than one.
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
  missing: boolean
  legs: Wanted[] | null
}

/** The ids are either all null, or none of them is. */
export type Pairs = { by: 'rule' | 'service'; of: [Id, RecordState][]; rest: RawBuilder<unknown> }

/**
 * What filters ask for, within a reach (ids of services; null: all). A code that does not exist has no records. What holds catch is looked
 * for where each of them says; what has ended no hold can keep.
 */
export function wantedRecords(
  { caught, ...filters }: RecordFilters,
  reach: readonly number[] | null,
  terms: RecordTerms,
): Wanted {
  if (!caught) return wantedWithin(filters, reach, terms, EVERYWHERE)
  const { holds, criteria, lists } = caught
  const ofHolds = isCaught('records', sql`in (${holds.length === 0 ? sql`null` : sql.join(holds)})`)
  const legs = [...criteria.map(ofCriteria), ...lists.map(ofList)]
  return {
    ...wantedWithin(filters, reach, terms, { ...EVERYWHERE, states: notEnded, conditions: [ofHolds] }),
    ...{ pairs: null, narrow: false },
    legs: legs.map((within) => wantedWithin(filters, reach, terms, within)),
  }
}

/** Where records are looked for beside what filters ask: null is everywhere. `narrow`: an index leads to them; `indexed`: nothing but indexes is asked. */
type Within = {
  services: readonly number[] | null
  rules: readonly number[] | null
  source: number | null
  states: readonly RecordState[]
  conditions: RawBuilder<unknown>[]
  narrow: boolean
  indexed: boolean
}

const notEnded = recordStates.filter((state) => !isEnded(state))
const EVERYWHERE: Within = {
  ...{ services: null, rules: null, source: null, states: recordStates },
  ...{ conditions: [], narrow: false, indexed: true },
}

function ofCriteria({ services, rules, source, triggerFrom, triggerTo }: CaughtCriteria): Within {
  const dated = dateConditions({ triggerFrom: triggerFrom ?? undefined, triggerTo: triggerTo ?? undefined })
  const ofSource = source === null ? [] : [sql`source_system_id = ${source}`]
  const indexed = dated.length === 0
  const conditions = [...dated, ...ofSource]
  return { services, rules, source, states: notEnded, conditions, narrow: source !== null, indexed }
}

/** Beyond so many references it is better to ask of each record whether it is listed than to look all of them up for each page. */
const FEW_REFERENCES = 10_000

const ofList = ({ holdId, source, references }: CaughtList): Within => ({
  ...EVERYWHERE,
  source,
  states: notEnded,
  conditions:
    references <= FEW_REFERENCES
      ? [
          sql`records.id in (select found.id from hold_references as listed
            join records as found on found.source_system_id = listed.source_system_id and found.reference = listed.reference
            where listed.hold_id = ${holdId})`,
        ]
      : [sql`source_system_id = ${source}`, isCaught('records', sql`= ${holdId}`)],
  narrow: references <= FEW_REFERENCES,
  indexed: false,
})

function wantedWithin(
  filters: RecordFilters,
  reach: readonly number[] | null,
  terms: RecordTerms,
  within: Within,
): Wanted {
  const state = filters.state ?? (filters.openSince === undefined ? null : 'open')
  const services = both(servicesAskedFor(filters.service, reach, terms), within.services)
  const rules = both(rulesAskedFor(filters.rule, state, services, terms), within.rules)
  const ofRules = rules ? [oneOf('rule_id', rules)] : []
  const ofServices = services ? [oneOf('service_id', services)] : []
  const states = state === null ? within.states : within.states.filter((each) => each === state)
  const ofState = statesAskedFor(state, states)
  const rest = [...placeConditions(filters, terms), ...dateConditions(filters), ...within.conditions]
  const withStates = (ids: readonly Id[]) => ids.flatMap((id) => states.map((each): [Id, RecordState] => [id, each]))
  const onlyKept = rest.length === 0
  const byService = services && { by: 'service' as const, of: withStates(services), rest: all(rest) }
  const byRule = rules && { by: 'rule' as const, of: withStates(rules), rest: all([...ofServices, ...rest]) }
  const beyond = asksBeyondIndexes(filters) || !within.indexed
  const isOfIndex = filters.rule !== undefined || within.rules !== null || services !== null || state !== null
  return {
    where: all([...ofRules, ...ofServices, ...ofState, ...rest]),
    pairs: beyond ? null : (byRule ?? byService),
    narrow: isNarrow(filters) || within.narrow || (!beyond && isOfIndex),
    dueDates: all(dueConditions(filters)),
    review: filters.review ?? null,
    state,
    kept: onlyKept ? { rules, services, states } : null,
    source: sourceAskedFor(filters.source, terms) ?? sourceOf(within.source, terms),
    missing: filters.missing === true,
    legs: null,
  }
}

function statesAskedFor(state: RecordState | null, states: readonly RecordState[]): RawBuilder<unknown>[] {
  if (states.length === 0) return [sql`false`]
  if (state !== null) return [sql`state = ${sql.lit(state)}`]
  return states.length === recordStates.length ? [] : [sql`state not in ${ended}`]
}

/** Of ids asked for twice, those in both; null asks for any. */
const both = (one: readonly Id[] | null, other: readonly number[] | null): readonly Id[] | null =>
  one === null || other === null ? (one ?? other) : one.filter((id) => id !== null && other.includes(id))

const isNarrow = ({ source, reference, review, missing, dueFrom, dueTo }: RecordFilters): boolean =>
  missing === true || [source, reference, review, dueFrom, dueTo].some((value) => value !== undefined)

/** No index has these: beside a state, a rule or services, that most records may have in common, it is better to read the records as they lie, stretch by stretch. */
const asksBeyondIndexes = ({ triggerFrom, triggerTo, openSince, backlog }: RecordFilters): boolean =>
  backlog === true || [triggerFrom, triggerTo, openSince].some((value) => value !== undefined)

function sourceAskedFor(code: string | undefined, { sources }: Pick<RecordTerms, 'sources'>): Wanted['source'] {
  const [id] = code === undefined ? [] : idsOf(sources, code)
  return sourceOf(id ?? null, { sources })
}

function sourceOf(id: number | null, { sources }: Pick<RecordTerms, 'sources'>): Wanted['source'] {
  const source = id === null ? undefined : sources.get(id)
  return id === null || !source ? null : { id, organisationId: source.organisationId }
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
