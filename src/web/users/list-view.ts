import type { AccountRow } from '../../../db/queries/accounts.ts'
import type { Service } from '../../../db/queries/services.ts'
import { accountState, accountStates } from '../../domain/account.ts'
import { instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { roleInWords, roles } from '../../domain/permission.ts'
import { type ChoiceFilter, choiceFilters, withoutFilter } from '../choice-filters.ts'
import type { Cell, FilterBarView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { stateTags } from './words.ts'

const LIST = '/users'

/** What the list is made of. `mayManage`: whether the reader may add people and change what they may do. */
export type ListFacts = { query: ListQuery; accounts: AccountRow[]; services: Service[]; mayManage: boolean }

/** The list of the people who use Muniment. */
export function listPage({ query, accounts, services, mayManage }: ListFacts) {
  const { q, ...filters } = query
  return {
    title: 'Users',
    lead: 'The people who may sign in, and what they may do. Nobody sees or sets the password of another person.',
    actions: [
      ...(mayManage ? [{ text: 'Add a person', href: `${LIST}/new` }] : []),
      { text: 'Authenticator apps', href: '/second-factor-requirements', kind: 'secondary' },
    ],
    search: {
      action: LIST,
      name: 'q',
      label: 'Search people',
      hint: 'Part of a name or of an e-mail address',
      value: q ?? '',
      hidden: Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    },
    filters: filterBar(query, services),
    table: {
      caption: countOf(accounts.length, 'person', 'people'),
      head: [
        { text: 'Name' },
        { text: 'Role' },
        { text: 'Services' },
        { text: 'State' },
        { text: 'Last signed in' },
        { text: 'Second factor' },
      ],
      rows: accounts.map(tableRow),
      empty: 'Nobody matches. Remove a filter or search for less.',
    },
    files: filesOf(LIST, queryString(query)),
    count: countOf(accounts.length, 'person', 'people'),
  }
}

const tableRow = (account: AccountRow): Cell[] => [
  { text: account.name, href: `${LIST}/${account.id}`, detail: account.email, header: true },
  { text: roleInWords[account.role] },
  { text: servicesInWords(account) },
  { text: '', tag: stateTags[accountState(account)] },
  { text: account.lastSignedInAt === null ? 'Never' : instantInWords(account.lastSignedInAt) },
  { text: account.secondFactorSince === null ? 'No' : 'Yes' },
]

function servicesInWords({ role, services }: AccountRow): string {
  if (role === 'administrator') return 'None'
  if (role !== 'manager') return 'All'
  return services.map(({ name }) => name).join(', ') || 'None yet'
}

function filterBar(query: ListQuery, services: Service[]): FilterBarView {
  const filters: ChoiceFilter<'role' | 'service' | 'state'>[] = [
    { name: 'role', label: 'Role', options: roles.map((role) => ({ value: role, text: roleInWords[role] })) },
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
    {
      name: 'state',
      label: 'State',
      options: accountStates.map((state) => ({ value: state, text: stateTags[state].text })),
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
    clear: LIST,
    hidden: query.q === undefined ? [] : [{ name: 'q', value: query.q }],
  }
}
