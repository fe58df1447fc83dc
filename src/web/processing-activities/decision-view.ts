import type { PendingVersion } from '../../../db/queries/activity-drafts.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'
import { seenFields } from './form-view.ts'

export type DecisionKind = 'submission' | 'approval' | 'return' | 'withdrawal'

const words: Record<DecisionKind, { title: string; lead: string; label: string; button: string; warning: boolean }> = {
  submission: {
    title: 'Submit for approval',
    lead: 'Once it is submitted it is not changed, unless it is returned. What is in force stays so until it is approved.',
    label: 'Anything to say to whoever approves it? (optional)',
    button: 'Submit for approval',
    warning: false,
  },
  approval: {
    title: 'Approve',
    lead: 'This version takes the place of the one in force, and the next review falls due a review cycle from today.',
    label: 'Anything to say about it? (optional)',
    button: 'Approve this version',
    warning: false,
  },
  return: {
    title: 'Return to be changed',
    lead: 'It becomes a draft again, and your reason stands beside it.',
    label: 'What has to be changed?',
    button: 'Return this version',
    warning: false,
  },
  withdrawal: {
    title: 'Withdraw',
    lead: 'This version is given up for good. It can still be read, and what is in force stays so.',
    label: 'Why is it withdrawn?',
    button: 'Withdraw this version',
    warning: true,
  },
}

/** The form that decides about a version on its way. */
export function decisionPage(
  kind: DecisionKind,
  { reference }: Activity,
  pending: PendingVersion,
  typed: string,
  problems: Problem[],
) {
  const { title, lead, label, button, warning } = words[kind]
  const draft = `/processing-activities/${reference}/draft`
  return {
    title,
    caption: `${reference}, version ${pending.version}`,
    back: { text: 'The draft', href: draft },
    lead,
    problems,
    action: `${draft}/${kind}`,
    hidden: seenFields(pending),
    text: { name: 'text', label, value: typed, error: fieldError(problems, 'text') },
    button: { text: button, kind: warning ? ('warning' as const) : null, once: true },
  }
}
