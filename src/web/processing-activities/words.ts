import type {
  ActivityRole,
  ActivityStatus,
  PartyPart,
  RecipientRole,
  TermKind,
  TermMark,
  TransferMechanism,
} from '../../domain/processing-activity.ts'
import type { Tag } from '../components.ts'

export const roleNames: Record<ActivityRole, string> = {
  controller: 'Controller',
  'joint controller': 'Joint controller',
  processor: 'Processor',
  'not stated': 'Not stated',
}

export const statusTags: Record<ActivityStatus, Tag> = {
  draft: { text: 'Draft', colour: 'grey' },
  submitted: { text: 'Submitted', colour: 'yellow' },
  approved: { text: 'Approved', colour: 'green' },
  withdrawn: { text: 'Withdrawn', colour: 'red' },
  retired: { text: 'Retired', colour: 'red' },
}

/** The tag of a term that the law treats in a way of its own; the mark `none` has none. */
export const markTags: Record<TermMark, Tag | null> = {
  none: null,
  children: { text: 'Children', colour: 'blue' },
  'vulnerable people': { text: 'Vulnerable people', colour: 'blue' },
  'special category': { text: 'Special category', colour: 'purple' },
  'criminal offence': { text: 'Criminal offence', colour: 'magenta' },
}

export const termKindNames: Record<TermKind, string> = {
  'data subject category': 'Categories of people',
  'personal data category': 'Categories of personal data',
  source: 'Sources',
  'security measure': 'Technical and organisational measures',
  'storage location': 'Storage locations',
}

export const partNames: Record<PartyPart, string> = {
  controller: 'Controller',
  'joint controller': 'Joint controllers',
  representative: 'Representative',
  'data protection officer': 'Data protection officer',
}

export const recipientRoleNames: Record<RecipientRole, string> = {
  processor: 'Processor',
  controller: 'Controller',
  'joint controller': 'Joint controller',
  internal: 'Within the organisation',
  'not stated': 'Role not stated',
}

/** What makes a transfer lawful, as the start of a sentence. */
export const mechanismName = (mechanism: TransferMechanism): string =>
  mechanism === 'other' ? 'Something else' : capital(mechanism)

/** A word with its first letter as a capital. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
