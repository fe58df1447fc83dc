import type { AccountRow } from '../../../db/queries/accounts.ts'
import type { Service } from '../../../db/queries/services.ts'
import { accountState, accountStates } from '../../domain/account.ts'
import { instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { roleInWords, roles } from '../../domain/permission.ts'
import type { Cell, FilterBarView, Option } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { stateTags } from './words.ts'

const LIST = '/users'

/** What the list is made of. */
export type ListFacts = { query: ListQuery; accounts: AccountRow[]; services: Service[] }

/** The list of the people who use Muniment. */
export function listPage({ query, accounts, services }: ListFacts) {
  const { q, ...filters } = query
  return {
    title: 'Users',
    lead: 'The people who may sign in, and what they may do. Nobody sees or sets the password of another person.',
    actions: [
      { text: 'Add a person', href: `${LIST}/new` },
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
  if (role === 'administrator') return 'No records'
  if (role !== 'manager') return 'All'
  return services.map(({ name }) => name).join(', ') || 'None yet'
}

function filterBar(query: ListQuery, services: Service[]): FilterBarView {
  const fields: { name: 'role' | 'service' | 'state'; label: string; options: Option[] }[] = [
    { name: 'role', label: 'Role', options: roles.map((role) => ({ value: role, text: roleInWords[role] })) },
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
    {
      name: 'state',
      label: 'State',
      options: accountStates.map((state) => ({ value: state, text: stateTags[state].text })),
    },
  ]
  const without = (name: keyof ListQuery) => `${LIST}${queryString({ ...query, [name]: undefined })}`
  return {
    action: LIST,
    fields: fields.map(({ name, label, options }) => ({
      kind: 'select',
      name,
      label,
      value: query[name] ?? '',
      options: [{ value: '', text: 'Any' }, ...options],
    })),
    applied: [
      ...(query.q === undefined ? [] : [{ text: `Search: ${query.q}`, href: without('q') }]),
      ...fields.flatMap(({ name, label, options }) => {
        const value = query[name]
        const chosen = options.find((option) => option.value === value)
        return value === undefined ? [] : [{ text: `${label}: ${chosen?.text ?? value}`, href: without(name) }]
      }),
    ],
    clear: LIST,
    hidden: query.q === undefined ? [] : [{ name: 'q', value: query.q }],
  }
}
