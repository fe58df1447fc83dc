import type { Generated } from 'kysely'

/** Who uses the product. */
export type PeopleTables = {
  users: UsersTable
  userServices: UserServicesTable
  sessions: SessionsTable
}

type UsersTable = {
  id: Generated<number>
  email: string
  name: string
  role: 'governance' | 'manager' | 'auditor' | 'administrator'
  passwordHash: string
  demonstration: Generated<0 | 1>
  suspendedAt: string | null
  createdAt: string
}

type UserServicesTable = {
  userId: number
  serviceId: number
}

type SessionsTable = {
  idHash: string
  userId: number | null
  data: string
  expiresAt: string
}
