import type { Service } from '../../../db/queries/services.ts'
import { type ChoiceFilter, choiceFilters } from '../choice-filters.ts'
import type { FilterBarView } from '../components.ts'
import { queryString } from '../query.ts'
import { type ListQuery, reviewStates } from './filters.ts'

const LIST = '/disposal-reviews'

/** The filters of the list: by service, rule, state, lateness and reminders. */
export function filterBar(
  query: ListQuery,
  services: Service[],
  rules: { code: string; recordSeries: string }[],
): FilterBarView {
  const filters: ChoiceFilter<'service' | 'rule' | 'state' | 'late' | 'escalated'>[] = [
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
    {
      name: 'rule',
      label: 'Retention rule',
      options: rules.map(({ code, recordSeries }) => ({ value: code, text: `${code} ${recordSeries}` })),
    },
    { name: 'state', label: 'State', options: reviewStates.map((state) => ({ value: state, text: inWords[state] })) },
    { name: 'late', label: 'Late', options: [{ value: 'yes', text: 'Past the day to answer by' }] },
    { name: 'escalated', label: 'Reminders', options: [{ value: 'yes', text: 'Not answered after the last' }] },
  ]
  return {
    action: LIST,
    ...choiceFilters(LIST, query, filters),
    clear: `${LIST}${queryString({ sort: query.sort, 'as-at': query['as-at'] })}`,
    hidden: [
      ...(query.sort === undefined ? [] : [{ name: 'sort', value: query.sort }]),
      ...(query['as-at'] === undefined ? [] : [{ name: 'as-at', value: query['as-at'] }]),
    ],
  }
}

const inWords: Record<(typeof reviewStates)[number], string> = {
  open: 'Open',
  'awaiting second approval': 'Awaiting second approval',
  approved: 'Approved for disposal',
  closed: 'Closed',
}
