import type { RuleContent } from '../src/domain/retention-rule.ts'

/** An organisation that the register names; blank where the source documents say nothing. */
export type OrganisationSeed = {
  code: string
  name: string
  kind: 'council' | 'shared service' | 'partner' | 'customer' | 'supplier' | 'other'
  address: string
  email: string
  telephone: string
  icoRegistration: string
  /** How to reach its data protection officer. */
  dpoContact: string
}

/** A service and, by code, the organisation that answers for it. */
export type ServiceSeed = { code: string; name: string; organisation: string }

/** A system that holds records; `defaultService` is a code. */
export type SourceSystemSeed = { code: string; name: string; description: string; defaultService: string }

/**
 * A privacy notice, whose words are in `notices/<fileName>`.
 *
 * `reviewedOn` is the last day of the month when the notice gives the month only. The periods are ISO 8601 and
 * stand where the notice promises a range.
 */
export type NoticeSeed = {
  code: string
  title: string
  service: string
  fileName: string
  createdOn: string | null
  reviewedOn: string | null
  shortestPeriod: string | null
  longestPeriod: string | null
  facts: { heading: string; text: string }[]
}

/** A retention rule with its service by code: null for the rules of this product's own records. */
export type RuleSeed = { code: string; standing: 'proposed' | 'confirmed' } & Omit<RuleContent, 'serviceId'> & {
    service: string | null
  }
