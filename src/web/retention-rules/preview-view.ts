import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import { FIGURES } from '../../actions/rule-preview.ts'
import type { FullPreview } from '../../actions/rule-preview-full.ts'
import type { Problem } from '../../domain/problem.ts'
import type { RuleContent } from '../../domain/retention-rule.ts'
import type { Difference } from '../../domain/rule-differences.ts'
import { ruleInWords, workedExample } from '../../domain/rule-words.ts'
import type { Cell, HiddenField, TableView } from '../components.ts'
import { type FormValues, formFields } from './form-values.ts'
import { movesInFull } from './moves-in-full-view.ts'
import { shorterQuestion } from './moves-view.ts'

/** What the page that asks before a change is saved is made of. `people`: how many it takes; `pending`: the draft that is there already. */
export type PreviewFacts = {
  rule: RuleRow
  content: RuleContent
  values: FormValues
  differences: Difference[]
  preview: FullPreview
  people: 1 | 2
  pending: { id: number } | null
  problems?: Problem[]
  shortens?: boolean
}

/** What a change would move, and the question whether to save it. Nothing is saved yet; the form is carried along. */
export function previewPage(facts: PreviewFacts) {
  const { rule, content, values, differences, preview, people, pending, problems = [], shortens } = facts
  const moved = movesInFull(preview)
  const here = `/retention-rules/${rule.code}`
  const example = workedExample(content)
  const alone = people === 1
  return {
    title: `Confirm the change of rule ${rule.code}`,
    back: { text: `Rule ${rule.code}`, href: here },
    problems,
    words: ruleInWords(content),
    example: example === null ? null : `${example}.`,
    moves: moved,
    differences: differencesTable('What changes in the rule', differences),
    serviceNote: content.serviceId === rule.serviceId ? null : SERVICE_NOTE,
    shorter: alone ? shorterQuestion(preview.total, shortens) : null,
    two: alone ? null : TWO_NOTE,
    pending: pending && { text: 'Go to the draft', href: `/rule-drafts/${pending.id}` },
    buttons: [
      ...(alone ? [{ text: `Save version ${rule.version + 1}`, action: `${here}/versions`, secondary: false }] : []),
      ...(pending ? [] : [{ text: 'Save as a draft', action: `${here}/drafts`, secondary: alone }]),
      { text: 'Change the answers', action: `${here}/edit`, secondary: true, name: 'again', value: 'yes' },
    ],
    hidden: [
      ...hidden(values),
      { name: 'version', value: String(rule.version) },
      { name: FIGURES, value: moved.figures },
    ],
  }
}

/** What differs between two versions of a rule, field by field and in words. `head`: what each is called. */
export function differencesTable(
  caption: string,
  differences: Difference[],
  head: [before: string, after: string] = ['Now', 'After the change'],
): TableView {
  return {
    caption,
    head: [{ text: 'Field' }, ...head.map((text) => ({ text }))],
    rows: differences.map(({ field, before, after }): Cell[] => [
      { text: field, header: true },
      { text: before },
      { text: after },
    ]),
    empty: 'Nothing in the rule itself changes.',
  }
}

/** What becomes of records when a rule gets another service. */
export const SERVICE_NOTE =
  'Records keep the service they have. One whose feed names no service moves to the rule’s new service with the next feed that lists it.'

const TWO_NOTE =
  'Two people are asked for here. Save a draft and submit it: once somebody else has approved it, it is in force. Whoever approves is asked whether shorter dates also apply to records already held.'

const hidden = (values: FormValues): HiddenField[] =>
  formFields.filter((field) => field !== 'code' && field !== 'period').map((name) => ({ name, value: values[name] }))
