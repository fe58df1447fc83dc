import type { FilterField, Link, Option } from './components.ts'
import { queryString } from './query.ts'

/** A filter by which one answer of several is chosen. */
export type ChoiceFilter<Name extends string> = { name: Name; label: string; options: Option[] }

/**
 * The filters of a list by choice: the fields that offer them, and those in force, each with the address of the list without it.
 *
 * A page that was turned to is left with a filter, since the list is another one then. What an address asks for beside the choices stays chosen, as
 * applying other filters must not drop it.
 */
export function choiceFilters<Name extends string>(
  list: string,
  query: { [name in Name]?: string | undefined } & { page?: number | undefined },
  filters: ChoiceFilter<Name>[],
): { fields: FilterField[]; applied: Link[] } {
  return {
    fields: filters.map(({ name, label, options }) => {
      const value = query[name] ?? ''
      const given = [{ value: '', text: 'Any' }, ...options]
      const isOffered = given.some((option) => option.value === value)
      return { kind: 'select', name, label, value, options: isOffered ? given : [...given, { value, text: value }] }
    }),
    applied: filters.flatMap(({ name, label, options }) => {
      const value = query[name]
      if (value === undefined) return []
      const text = options.find((option) => option.value === value)?.text ?? value
      return [{ text: `${label}: ${text}`, href: withoutFilter(list, query, name) }]
    }),
  }
}

/** The address of a list without one of its filters, at its first page. */
export const withoutFilter = (list: string, query: object, name: string): string =>
  `${list}${queryString({ ...query, page: undefined, [name]: undefined })}`
