import type { Organisation } from '../../../db/queries/organisations.ts'
import type { StateCount } from '../../../db/queries/record-counts.ts'
import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { countOf } from '../../domain/list.ts'
import { authorityKinds, disposalActions, triggerKinds } from '../../domain/retention-rule.ts'
import { authorityKindTerms, disposalActionTerms, triggerKindTerms } from '../../domain/rule-terms.ts'
import { ruleInWords } from '../../domain/rule-words.ts'
import { asAtView } from '../as-at.ts'
import { type ChoiceFilter, choiceFilters, withoutFilter } from '../choice-filters.ts'
import type { Cell, FilterBarView, Option } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { inGroup, type StateGroup, tagOfRule } from './words.ts'

const LIST = '/retention-rules'

/** What the list is made of. `counts`: null for who may not read records. */
export type ListFacts = {
  query: ListQuery
  rules: RuleRow[]
  counts: StateCount[] | null
  services: Service[]
  organisations: Organisation[]
  mayEdit: boolean
  /** How many drafts wait for their approval. */
  waiting: number
  asAt: AsAt | null
}

/** The retention schedule. */
export function listPage(facts: ListFacts) {
  const { query, rules, counts } = facts
  const { q, ...filters } = query
  const isFiltered = Object.entries(query).some(
    ([name, value]) => name !== 'as-at' && name !== 'view' && value !== undefined,
  )
  const byRule = counts && Map.groupBy(counts, ({ ruleId }) => ruleId)
  return {
    title: 'Retention rules',
    lead: 'How long each kind of record is kept, what starts the period, what happens at its end, and on whose authority.',
    asAt: asAtView(LIST, query, facts.asAt),
    actions: [
      ...(facts.mayEdit ? [{ text: 'Add a rule', href: `${LIST}/new` }] : []),
      ...(facts.asAt === null ? [{ text: draftsOf(facts), href: '/rule-drafts', kind: 'secondary' as const }] : []),
    ],
    search: {
      action: LIST,
      name: 'q',
      label: 'Search the schedule',
      hint: 'Every word must be found in a rule: in its code, record series, event, authority, owner or scope note',
      value: q ?? '',
      hidden: Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    },
    filters: filterBar(facts),
    table: {
      caption: countOf(rules.length, 'retention rule'),
      head: [
        { text: 'Code' },
        { text: 'Record series' },
        { text: 'Service' },
        { text: 'Rule' },
        ...(byRule ? columns.map(({ text }) => ({ text, numeric: true })) : []),
      ],
      rows: rules.map((rule) => tableRow(rule, byRule && (byRule.get(rule.ruleId) ?? []), facts.asAt)),
      empty: isFiltered
        ? 'No rule matches. Remove a filter or search for fewer words.'
        : facts.asAt === null
          ? 'The schedule has no rules yet. Until it has, records cannot be given a date.'
          : 'The schedule had no rules that were in force then.',
    },
    files: filesOf(LIST, queryString(query), facts.asAt !== null),
    count: countOf(rules.length, 'rule'),
  }
}

const draftsOf = ({ waiting }: ListFacts): string =>
  waiting === 0 ? 'Drafts of rules' : `Drafts of rules (${waiting.toLocaleString('en-GB')} to approve)`

const columns: { text: string; group: StateGroup }[] = [
  { text: 'Open', group: 'open' },
  { text: 'Kept', group: 'kept' },
  { text: 'Due', group: 'due' },
  { text: 'Gone', group: 'gone' },
]

function tableRow(rule: RuleRow, counts: StateCount[] | null, asAt: AsAt | null): Cell[] {
  return [
    { text: rule.code, href: `${LIST}/${rule.code}${queryString({ 'as-at': asAt?.date })}`, header: true },
    {
      text: rule.recordSeries,
      tag: rule.status === 'retired' || rule.standing === 'proposed' ? tagOfRule(rule) : null,
    },
    { text: rule.serviceName ?? 'No service', detail: rule.organisationName },
    { text: ruleInWords(rule), detail: authorityKindTerms[rule.authorityKind] },
    ...(counts === null
      ? []
      : columns.map(({ group }) => ({ text: inGroup(counts, group).toLocaleString('en-GB'), numeric: true }))),
  ]
}

function filterBar({ query, services, organisations }: ListFacts): FilterBarView {
  const owners = new Set(services.map(({ organisation }) => organisation))
  const options = <T extends string>(values: readonly T[], terms: Record<T, string>): Option[] =>
    values.map((value) => ({ value, text: terms[value] }))
  const filters: ChoiceFilter<Exclude<keyof ListQuery, 'q' | 'as-at' | 'view'>>[] = [
    {
      name: 'organisation',
      label: 'Organisation',
      options: organisations
        .filter(({ code }) => owners.has(code))
        .map(({ code, name }) => ({ value: code, text: name })),
    },
    {
      name: 'service',
      label: 'Service',
      options: [
        ...services.map(({ code, name }) => ({ value: code, text: name })),
        { value: 'none', text: 'No service' },
      ],
    },
    { name: 'trigger_kind', label: 'What starts the period', options: options(triggerKinds, triggerKindTerms) },
    { name: 'disposal_action', label: 'Disposal action', options: options(disposalActions, disposalActionTerms) },
    { name: 'authority_kind', label: 'Kind of authority', options: options(authorityKinds, authorityKindTerms) },
    {
      name: 'standing',
      label: 'Standing',
      options: [
        { value: 'confirmed', text: 'Confirmed' },
        { value: 'proposed', text: 'Proposed' },
      ],
    },
    {
      name: 'status',
      label: 'Status',
      options: [
        { value: 'in force', text: 'In force' },
        { value: 'retired', text: 'Retired' },
      ],
    },
  ]
  const { fields, applied } = choiceFilters(LIST, query, filters)
  return {
    action: LIST,
    fields,
    applied: [
      ...(query.q === undefined ? [] : [{ text: `Search: ${query.q}`, href: withoutFilter(LIST, query, 'q') }]),
      ...applied,
    ],
    clear: `${LIST}${queryString({ 'as-at': query['as-at'] })}`,
    hidden: (['q', 'as-at'] as const).flatMap((name) => {
      const value = query[name]
      return value === undefined ? [] : [{ name, value }]
    }),
  }
}
