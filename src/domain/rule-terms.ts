import type { CountedFrom } from './calendar.ts'
import type { AuthorityKind, Constraint, DisposalAction, TriggerKind } from './retention-rule.ts'

/** What starts the period of a rule, as a choice that people read. */
export const triggerKindTerms: Record<TriggerKind, string> = {
  fixed_date: 'A date set for each record',
  record_created: 'The record’s creation',
  last_activity: 'The last activity (moves forward with each new one)',
  event: 'An event',
  date_of_birth: 'A date of birth',
  superseded: 'Being superseded',
  none: 'Nothing: kept permanently',
}

/** From which day the period is counted. */
export const countedFromTerms: Record<CountedFrom, string> = {
  trigger: 'The day itself',
  month_end: 'The end of the month it falls in',
  calendar_year_end: 'The end of its calendar year (31 December)',
  financial_year_end: 'The end of its financial year (31 March)',
  academic_year_end: 'The end of its academic year (31 August)',
  tax_year_end: 'The end of its tax year (5 April)',
}

/** Whether the period is the least, the most, or both. */
export const constraintTerms: Record<Constraint, string> = {
  minimum: 'Minimum: kept at least this long',
  maximum: 'Maximum: gone by then',
  both: 'Both: kept this long, and gone then',
}

/** What happens at the end of the period. */
export const disposalActionTerms: Record<DisposalAction, string> = {
  destroy: 'Destroy',
  anonymise: 'Anonymise',
  review: 'Review whether to keep',
  'transfer to archive': 'Transfer to the archive',
  'retain permanently': 'Retain permanently',
}

/** What kind of authority sets the period. */
export const authorityKindTerms: Record<AuthorityKind, string> = {
  'statute minimum': 'Statute: a minimum',
  'statute maximum': 'Statute: a maximum',
  limitation: 'Limitation of actions',
  'regulator guidance': 'Regulator’s guidance',
  'sector practice': 'Sector practice',
  'local decision': 'Local decision',
  'notice promise': 'Promise in a privacy notice',
}
