import { type Role, roleInWords, roles } from '../../domain/permission.ts'

type Count = { role: Role; people: number; withFactor: number }

/** The roles to choose from, each with how many of its people have an authenticator app. */
export function requirementsPage(required: Role[], counts: Count[]) {
  const hintOf = (role: Role): string => {
    const { people, withFactor } = counts.find((count) => count.role === role) ?? { people: 0, withFactor: 0 }
    return people === 0 ? 'Nobody has this role' : `${withFactor} of ${people} ${people === 1 ? 'has' : 'have'} one`
  }
  return {
    title: 'Who must have an authenticator app',
    trail: [{ text: 'Users', href: '/users' }],
    lead: 'People of a role that is ticked set one up the next time they sign in with a password, before they can do anything else.',
    roles: {
      ...{ name: 'roles', label: 'Roles', values: required as string[] },
      options: roles.map((role) => ({ value: role, text: roleInWords[role], hint: hintOf(role) })),
    },
  }
}
