import type { Finding, Severity } from '../../domain/findings/check.ts'
import type { Tag } from '../components.ts'

/** How much a finding matters, as a tag. */
export const severityTags: Record<Severity, Tag> = {
  error: { text: 'Missing or wrong', colour: 'red' },
  warning: { text: 'Likely wrong', colour: 'orange' },
  prompt: { text: 'To settle', colour: 'yellow' },
}

/** A finding as a list shows it; `href` leads to the part of the form that answers it. */
export type FindingItem = {
  text: string
  citation: string
  whatToDo: string
  code: string
  tag: Tag
  href: string | null
}

/** What the checks found, in plain words. `reference`: of the activity, for those who can change it; null for others. */
export const findingItems = (findings: Finding[], reference: string | null): FindingItem[] =>
  findings.map(({ code, text, citation, whatToDo, severity, section }) => ({
    ...{ code, text, citation, whatToDo },
    tag: severityTags[severity],
    href: reference === null ? null : answeredAt(reference, code, section),
  }))

/** Where a finding is answered: proposals have a list of their own. */
export const answeredAt = (reference: string, code: string, section: string): string =>
  code === 'EVD-01' ? `/proposals?activity=${reference}` : `/processing-activities/${reference}/draft/${section}`
