import type { Clock } from '../domain/calendar.ts'
import type { Role, User } from '../domain/permission.ts'
import type { Acting } from './acting.ts'

const names: Record<Role, string> = {
  governance: 'Grace Ashby',
  manager: 'Mark Lowe',
  auditor: 'Aisha Okoro',
  administrator: 'Adam Field',
}

/** A person of a role who acts, for tests of what needs a right and no account. */
export const acting = (clock: Clock, role: Role = 'governance', serviceIds: number[] = []): Acting => ({
  who: someone(role, serviceIds),
  clock,
})

const someone = (role: Role, serviceIds: number[]): User => ({
  ...{ id: 1, name: names[role], email: `${role}@muniment.example`, role },
  serviceIds,
})
