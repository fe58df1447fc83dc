import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import type { RuleDraft } from '../../../db/queries/rule-drafts.ts'
import type { HiddenField, Link } from '../components.ts'

/** A button that sends the form, and to where. */
export type SendButton = { text: string; action: string; secondary: boolean }

/** What the form is for. `hidden`: what it began with; the first button is what the enter key presses. */
export type FormTarget = { title: string; back: Link; buttons: SendButton[]; hidden: HiddenField[]; hasCode: boolean }

/** A new rule. `alone`: there are organisations for whose rules one person is enough. */
export const newRule = (alone: boolean): FormTarget => ({
  title: 'Add a retention rule',
  back: { text: 'Retention rules', href: '/retention-rules' },
  buttons: [
    ...(alone ? [{ text: 'Add rule', action: '/retention-rules', secondary: false }] : []),
    { text: 'Save as a draft', action: '/rule-drafts', secondary: alone },
  ],
  hidden: [],
  hasCode: true,
})

/** The next version of a rule. */
export const nextVersion = ({ code, version }: Pick<RuleRow, 'code' | 'version'>): FormTarget => ({
  title: `Change rule ${code}`,
  back: { text: `Rule ${code}`, href: `/retention-rules/${code}` },
  buttons: [{ text: 'See what this would change', action: `/retention-rules/${code}/edit`, secondary: false }],
  hidden: [{ name: 'version', value: String(version) }],
  hasCode: false,
})

/** A draft, which is written over the version in force now (null: there is no such rule yet). */
export const draftAgain = ({ id, code, revision, basedOnVersion, inForce }: RuleDraft): FormTarget => ({
  title: `Change the draft of ${code}`,
  back: { text: `Draft ${id}`, href: `/rule-drafts/${id}` },
  buttons: [{ text: 'Save the draft', action: `/rule-drafts/${id}/edit`, secondary: false }],
  hidden: [
    { name: 'version', value: String(inForce ?? 0) },
    { name: 'revision', value: String(revision) },
  ],
  hasCode: basedOnVersion === null,
})
