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

/** What the checks found, in plain words. `draft`: the address of the draft, null for those who do not change it. */
export const findingItems = (findings: Finding[], draft: string | null): FindingItem[] =>
  findings.map(({ code, text, citation, whatToDo, severity, section }) => ({
    ...{ code, text, citation, whatToDo },
    tag: severityTags[severity],
    href: draft === null ? null : `${draft}/${section}`,
  }))
