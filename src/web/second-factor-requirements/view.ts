import { type Role, roleInWords, roles } from '../../domain/permission.ts'
import type { TableView } from '../components.ts'

type Count = { role: Role; people: number; withFactor: number }

const frame = {
  title: 'Who must have an authenticator app',
  trail: [{ text: 'Users', href: '/users' }],
}

/** The roles whose people must have an authenticator app, and how many of each role have one. */
export function requirementsPage(required: Role[], counts: Count[]) {
  return {
    ...frame,
    lead: 'People of a role that must have one set it up the next time they sign in with a password, before they can do anything else.',
    table: {
      caption: 'Roles',
      captionHidden: true,
      head: ['Role', 'Must have one', 'People'].map((text) => ({ text })),
      rows: roles.map((role) => [
        { text: roleInWords[role], header: true },
        { text: required.includes(role) ? 'Yes' : 'No' },
        { text: haveOne(counts, role) },
      ]),
      empty: '',
    } satisfies TableView,
  }
}

/** The roles to choose from, each with how many of its people have an authenticator app. */
export function requirementsForm(required: Role[], counts: Count[]) {
  return {
    ...frame,
    lead: 'People of a role that is ticked set one up the next time they sign in with a password, before they can do anything else.',
    roles: {
      ...{ name: 'roles', label: 'Roles', values: required as string[] },
      options: roles.map((role) => ({ value: role, text: roleInWords[role], hint: haveOne(counts, role) })),
    },
  }
}

function haveOne(counts: Count[], role: Role): string {
  const { people, withFactor } = counts.find((count) => count.role === role) ?? { people: 0, withFactor: 0 }
  return people === 0 ? 'Nobody has this role' : `${withFactor} of ${people} ${people === 1 ? 'has' : 'have'} one`
}
