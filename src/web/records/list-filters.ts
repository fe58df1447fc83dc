import { UNASSIGNED } from '../../../db/queries/record-wanted.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { recordStates } from '../../domain/held-record.ts'
import type { FilterBarView, FilterField, Link, Option } from '../components.ts'
import { queryString } from '../query.ts'
import { dayLabels, type ListQuery } from './filters.ts'
import type { ListFacts } from './list-view.ts'
import { stateTags } from './words.ts'

export const LIST = '/records'

type FilterName = Exclude<keyof ListQuery, 'order' | 'after' | 'before' | 'view'>
type Filter = { name: FilterName; label: string; options?: Option[] }

/** True when the list is narrowed in any way. */
export const isFiltered = ({ order: _, after: __, before: ___, view: ____, ...filters }: ListQuery): boolean =>
  Object.values(filters).some((value) => value !== undefined)

/** The filters of the list, and those in force. */
export function filterBar(facts: ListFacts): FilterBarView {
  const { query } = facts
  const filters = filtersOf(facts)
  return {
    action: LIST,
    fields: filters.filter(({ name }) => name !== 'review' && name !== 'hold').map((filter) => field(filter, query)),
    applied: filters.flatMap((filter) => applied(filter, query)),
    clear: `${LIST}${queryString({ order: query.order })}`,
    hidden: (['review', 'hold', 'order'] as const).flatMap((name) =>
      query[name] === undefined ? [] : [{ name, value: String(query[name]) }],
    ),
  }
}

const filtersOf = ({ terms, services, unassigned }: ListFacts): Filter[] => [
  { name: 'reference', label: 'Reference starts with' },
  { name: 'source', label: 'Source system', options: named([...terms.sources.values()]) },
  {
    name: 'service',
    label: 'Service',
    options: [
      ...services.map(({ code, name }) => ({ value: code, text: name })),
      ...(unassigned ? [{ value: UNASSIGNED, text: 'Unassigned' }] : []),
    ],
  },
  {
    name: 'rule',
    label: 'Retention rule',
    options: named([...terms.rules.values()].map(({ code, recordSeries }) => ({ code, name: recordSeries }))),
  },
  {
    name: 'state',
    label: 'State',
    options: recordStates.map((state) => ({ value: state, text: stateTags[state].text })),
  },
  { name: 'due_from', label: dayLabels.due_from },
  { name: 'due_to', label: dayLabels.due_to },
  { name: 'trigger_from', label: dayLabels.trigger_from },
  { name: 'trigger_to', label: dayLabels.trigger_to },
  { name: 'missing', label: 'Missing', options: [{ value: 'yes', text: 'Missing at source' }] },
  {
    name: 'open_since',
    label: 'Open for',
    options: [
      { value: '12', text: '12 months or longer' },
      { value: '24', text: '24 months or longer' },
    ],
  },
  { name: 'backlog', label: 'Backlog', options: [{ value: 'yes', text: 'Past its period when first seen' }] },
  { name: 'held', label: 'Held', options: [{ value: 'yes', text: 'Under a disposal hold' }] },
  { name: 'review', label: 'Disposal review' },
  { name: 'hold', label: 'Disposal hold' },
]

const named = (terms: { code: string; name: string }[]): Option[] =>
  terms
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, name }) => ({ value: code, text: `${code} ${name}` }))

const isDate = (name: FilterName): boolean => name.endsWith('_from') || name.endsWith('_to')

function field({ name, label, options }: Filter, query: ListQuery): FilterField {
  const value = query[name] ?? ''
  if (options) return { kind: 'select', name, label, value, options: [{ value: '', text: 'Any' }, ...options] }
  return { kind: isDate(name) ? 'date-input' : 'input', name, label, value }
}

function applied({ name, label, options }: Filter, query: ListQuery): Link[] {
  const value = query[name]
  if (value === undefined) return []
  const option = options?.find((one) => one.value === value)?.text
  const words = option ?? (isDate(name) ? dateInWords(String(value)) : String(value))
  const without = queryString({ ...query, after: undefined, before: undefined, [name]: undefined })
  return [{ text: `${label}: ${words}`, href: `${LIST}${without}` }]
}
