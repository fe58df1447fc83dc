import type { Organisation } from '../../../db/queries/organisations.ts'
import type { Service } from '../../../db/queries/services.ts'
import { lawfulBasisChoices } from '../../domain/lawful-basis.ts'
import { activityRoles, activityStatuses } from '../../domain/processing-activity.ts'
import { type ChoiceFilter, choiceFilters, withoutFilter } from '../choice-filters.ts'
import type { FilterBarView } from '../components.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { roleNames, statusTags } from './words.ts'

const LIST = '/processing-activities'

/** What the list is asked for, and what can be chosen from. */
export type FilterFacts = {
  query: ListQuery
  services: Service[]
  organisations: Organisation[]
  rules: { code: string; recordSeries: string }[]
}

type FilterName = Exclude<keyof ListQuery, 'q' | 'sort' | 'page' | 'as-at' | 'view' | 'columns'>

/** The filters of the list; only organisations that have services within reach are offered. */
export function filterBar({ query, services, organisations, rules }: FilterFacts): FilterBarView {
  const owners = new Set(services.map(({ organisation }) => organisation))
  const filters: ChoiceFilter<FilterName>[] = [
    {
      name: 'organisation',
      label: 'Organisation',
      options: organisations
        .filter(({ code }) => owners.has(code))
        .map(({ code, name }) => ({ value: code, text: name })),
    },
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
    { name: 'role', label: 'Role', options: activityRoles.map((role) => ({ value: role, text: roleNames[role] })) },
    { name: 'lawful_basis', label: 'Lawful basis', options: lawfulBasisChoices },
    {
      name: 'special_category',
      label: 'Special category data',
      options: [
        { value: 'yes', text: 'Yes' },
        { value: 'no', text: 'No' },
      ],
    },
    {
      name: 'status',
      label: 'Status',
      options: [
        ...activityStatuses.map((status) => ({ value: status, text: statusTags[status].text })),
        { value: 'current', text: 'Neither retired nor withdrawn' },
      ],
    },
    {
      name: 'rule',
      label: 'Retention rule',
      options: [
        { value: 'none', text: 'Without a rule' },
        ...rules.map(({ code, recordSeries }) => ({ value: code, text: `${code} ${recordSeries}` })),
      ],
    },
    { name: 'owner', label: 'Owner', options: [{ value: 'none', text: 'Without an owner' }] },
    {
      name: 'draft',
      label: 'Next version',
      options: [
        { value: 'draft', text: 'Being drafted' },
        { value: 'submitted', text: 'Waiting for approval' },
      ],
    },
    {
      name: 'review',
      label: 'Next review',
      options: [
        { value: 'overdue', text: 'Overdue' },
        { value: 'soon', text: 'Due within 30 days' },
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
    clear: `${LIST}${queryString({ sort: query.sort, 'as-at': query['as-at'] })}`,
    hidden: [
      ...(query.q === undefined ? [] : [{ name: 'q', value: query.q }]),
      ...(query.sort === undefined ? [] : [{ name: 'sort', value: query.sort }]),
      ...(query['as-at'] === undefined ? [] : [{ name: 'as-at', value: query['as-at'] }]),
    ],
  }
}
