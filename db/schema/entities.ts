import type { Generated } from 'kysely'

/** What the rest of the register shares. `mergedIntoId`: what stands in the place of a duplicate now; null for all others. */
export type EntitiesTables = {
  organisations: OrganisationsTable
  organisationChanges: OrganisationChangesTable
  services: ServicesTable
  sourceSystems: SourceSystemsTable
  sourceSystemServices: SourceSystemServicesTable
  terms: TermsTable
  merges: MergesTable
  nameChanges: NameChangesTable
  privacyNotices: PrivacyNoticesTable
  privacyNoticeFacts: PrivacyNoticeFactsTable
}

/** `before`: what was known of it until then, as JSON by the names of its columns here. */
type OrganisationChangesTable = {
  id: Generated<number>
  organisationId: number
  changedAt: string
  before: string
}

type OrganisationsTable = {
  id: Generated<number>
  code: string
  name: string
  kind: 'council' | 'shared service' | 'partner' | 'customer' | 'supplier' | 'other'
  address: Generated<string>
  email: Generated<string>
  telephone: Generated<string>
  icoRegistration: Generated<string>
  dpoContact: Generated<string>
  complaints: Generated<string>
  addedAt: Generated<string>
  approvals: Generated<1 | 2>
  mergedIntoId: Generated<number | null>
}

type ServicesTable = {
  id: Generated<number>
  code: string
  name: string
  organisationId: number
  mergedIntoId: Generated<number | null>
}

/** `organisationId`: whose records it holds; it keeps it as long as it holds any. */
type SourceSystemsTable = {
  id: Generated<number>
  code: string
  name: string
  description: Generated<string>
  defaultServiceId: number | null
  lastFullFeedOn: string | null
  organisationId: number
}

type SourceSystemServicesTable = {
  sourceSystemId: number
  serviceId: number
}

type TermsTable = {
  id: Generated<number>
  kind: 'data subject category' | 'personal data category' | 'source' | 'security measure' | 'storage location'
  name: string
  mark: 'none' | 'children' | 'vulnerable people' | 'special category' | 'criminal offence'
  mergedIntoId: Generated<number | null>
}

/** `intoId`: what took its place on that day; that may have been merged away itself since. */
type MergesTable = {
  id: Generated<number>
  kind: 'organisation' | 'service' | 'term'
  fromId: number
  intoId: number
  mergedAt: string
  mergedByName: string
}

type NameChangesTable = {
  id: Generated<number>
  kind: 'organisation' | 'service' | 'term'
  ofId: number
  oldName: string
  newName: string
  changedAt: string
  changedByName: string
}

type PrivacyNoticesTable = {
  id: Generated<number>
  code: string
  title: string
  serviceId: number
  fileName: string
  body: string
  createdOn: string | null
  reviewedOn: string | null
  shortestPeriod: string | null
  longestPeriod: string | null
}

type PrivacyNoticeFactsTable = {
  id: Generated<number>
  noticeId: number
  position: number
  heading: string
  text: string
}
