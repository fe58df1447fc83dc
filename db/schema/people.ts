import type { Generated } from 'kysely'
import type { Role } from '../../src/domain/permission.ts'

/** Who uses the product, and how they are let in. */
export type PeopleTables = {
  users: UsersTable
  userServices: UserServicesTable
  accountLinks: AccountLinksTable
  recoveryCodes: RecoveryCodesTable
  secondFactorRoles: SecondFactorRolesTable
  attempts: AttemptsTable
  sessions: SessionsTable
  apiTokens: ApiTokensTable
  settings: SettingsTable
  savedViews: SavedViewsTable
}

/** `passwordHash` is empty while no password is set; `secondFactorSecret` is encrypted, and counts once it is confirmed. */
type UsersTable = {
  id: Generated<number>
  email: string
  name: string
  role: Role
  passwordHash: string
  demonstration: Generated<0 | 1>
  suspendedAt: string | null
  createdAt: string
  passwordSetAt: Generated<string | null>
  secondFactorSecret: Generated<string | null>
  secondFactorConfirmedAt: Generated<string | null>
  secondFactorLastStep: Generated<number | null>
  ssoSubject: Generated<string | null>
  lastSignedInAt: Generated<string | null>
  optionalMail: Generated<0 | 1>
  erasedAt: Generated<string | null>
}

type UserServicesTable = {
  userId: number
  serviceId: number
}

type AccountLinksTable = {
  id: Generated<number>
  userId: number
  kind: 'invitation' | 'password reset'
  tokenHash: string
  createdAt: string
  expiresAt: string
  usedAt: string | null
}

type RecoveryCodesTable = {
  id: Generated<number>
  userId: number
  codeHash: string
  usedAt: string | null
}

type SecondFactorRolesTable = {
  role: Role
}

/** Tries that are counted together, under a hash of what they have in common; at `lapsesAt` the count begins anew. */
type AttemptsTable = {
  key: string
  tries: number
  lapsesAt: string
}

/** `expiresAt`: when it ends by itself without another request; `endsAt`: whatever happens. `browser`: what it calls itself, in short. */
type SessionsTable = {
  id: Generated<number>
  idHash: string
  userId: number | null
  data: string
  createdAt: string
  lastSeenAt: string
  expiresAt: string
  endsAt: string
  address: string
  browser: string
}

type ApiTokensTable = {
  id: Generated<number>
  sourceSystemId: number
  name: string
  tokenHash: string
  hint: string
  createdAt: string
  createdByName: string
  expiresOn: string
  lastUsedAt: string | null
  revokedAt: string | null
  revokedByName: string | null
}

/** `query`: the filters and the order as a query string; `columns`: the names of those shown, with commas between, blank for the usual ones. */
type SavedViewsTable = {
  id: Generated<number>
  userId: number
  list: 'processing-activities' | 'findings' | 'records' | 'retention-rules' | 'disposal-reviews'
  name: string
  query: string
  columns: string
  isDefault: 0 | 1
}

type SettingsTable = {
  name: string
  value: string
}
