import type { RuleDraft } from '../../../db/queries/rule-drafts.ts'
import type { FullPreview } from '../../actions/rule-preview-full.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'
import { movesInFull } from '../retention-rules/moves-in-full-view.ts'
import { shorterQuestion } from '../retention-rules/moves-view.ts'
import { LIST, purposeOf } from './words.ts'

export type DecisionKind = 'submission' | 'approval' | 'return' | 'withdrawal'

const words: Record<DecisionKind, { title: string; lead: string; label: string; button: string }> = {
  submission: {
    title: 'Submit for approval',
    lead: 'Once it is submitted it is not changed, unless it is returned. What is in force stays so until it is approved.',
    label: 'Anything to say to whoever approves it? (optional)',
    button: 'Submit for approval',
  },
  approval: {
    title: 'Approve',
    lead: 'What is drafted is in force from today.',
    label: 'Anything to say about it? (optional)',
    button: 'Approve this draft',
  },
  return: {
    title: 'Return to be changed',
    lead: 'It can be changed again, and your reason stands beside it.',
    label: 'What has to be changed?',
    button: 'Return this draft',
  },
  withdrawal: {
    title: 'Withdraw',
    lead: 'This draft is given up for good. It can still be read, and what is in force stays so.',
    label: 'Why is it withdrawn?',
    button: 'Withdraw this draft',
  },
}

/** What the question about a draft is made of. `preview`: which records an approval would move; null where it moves none. `shortens`: the box was ticked. */
export type DecisionFacts = {
  kind: DecisionKind
  draft: RuleDraft
  preview: FullPreview | null
  shortens?: boolean
  typed: string
  problems: Problem[]
}

/** The form that decides about a draft. */
export function decisionPage({ kind, draft, preview, shortens = false, typed, problems }: DecisionFacts) {
  const { title, lead, label, button } = words[kind]
  const here = `${LIST}/${draft.id}`
  return {
    title,
    caption: `${draft.code}: ${purposeOf(draft)}`,
    back: { text: 'The draft', href: here },
    lead,
    problems,
    moves: preview && movesInFull(preview),
    shorter: preview && shorterQuestion(preview.total, shortens),
    action: `${here}/${kind}`,
    revision: String(draft.revision),
    text: { name: 'text', label, value: typed, error: fieldError(problems, 'text') },
    button: { text: button, kind: kind === 'withdrawal' ? ('warning' as const) : null, once: true },
  }
}
