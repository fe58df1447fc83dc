import { eventKinds, subjectKinds } from '../../domain/audit-event.ts'
import { dateInWords } from '../../domain/calendar.ts'
import type { FilterBarView, FilterField, Link, Option } from '../components.ts'
import { capital } from '../job-runs/words.ts'
import { queryString } from '../query.ts'
import { dayLabels, type ListQuery } from './filters.ts'

export const LIST = '/audit-events'

type FilterName = Exclude<keyof ListQuery, 'before' | 'after'>
type Filter = { name: FilterName; label: string; hint?: string; date?: true; options?: Option[] }

const named = (values: readonly string[]): Option[] => values.map((value) => ({ value, text: capital(value) }))

const filters: Filter[] = [
  { name: 'person', label: 'Person', hint: 'Part of a name, or the number of a user' },
  { name: 'kind', label: 'What happened', options: named(Object.keys(eventKinds).toSorted()) },
  { name: 'subject', label: 'To what', options: named(subjectKinds.toSorted()) },
  { name: 'subject_id', label: 'Code or number of it', hint: 'For example LIB-01' },
  { name: 'from', label: dayLabels.from, hint: 'For example 2026-11-22', date: true },
  { name: 'to', label: dayLabels.to, hint: 'That day included', date: true },
  { name: 'text', label: 'Text', hint: 'Somewhere in what changed' },
]

/** True when the list is narrowed in any way. */
export const isFiltered = ({ before: _, after: __, ...query }: ListQuery): boolean =>
  Object.values(query).some((value) => value !== undefined)

/** The filters of the trail, and those in force. */
export const filterBar = (query: ListQuery): FilterBarView => ({
  action: LIST,
  fields: filters.map((filter) => field(filter, query)),
  applied: filters.flatMap((filter) => applied(filter, query)),
  clear: LIST,
})

function field({ name, label, hint, date, options }: Filter, query: ListQuery): FilterField {
  const value = query[name] ?? ''
  if (options) return { kind: 'select', name, label, value, options: [{ value: '', text: 'Any' }, ...options] }
  return { kind: date ? 'date-input' : 'input', name, label, value, hint: hint ?? null }
}

function applied({ name, label, date, options }: Filter, query: ListQuery): Link[] {
  const value = query[name]
  if (value === undefined) return []
  const words = options?.find((one) => one.value === value)?.text ?? (date ? dateInWords(value) : value)
  const without = queryString({ ...query, before: undefined, after: undefined, [name]: undefined })
  return [{ text: `${label}: ${words}`, href: `${LIST}${without}` }]
}
