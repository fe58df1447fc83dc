import type { Generated } from 'kysely'

/** What the rest of the register shares. */
export type EntitiesTables = {
  organisations: OrganisationsTable
  services: ServicesTable
  sourceSystems: SourceSystemsTable
  sourceSystemServices: SourceSystemServicesTable
  terms: TermsTable
  privacyNotices: PrivacyNoticesTable
  privacyNoticeFacts: PrivacyNoticeFactsTable
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
  approvals: Generated<1 | 2>
}

type ServicesTable = {
  id: Generated<number>
  code: string
  name: string
  organisationId: number
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
