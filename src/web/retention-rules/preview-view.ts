import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import type { ChangePreview } from '../../domain/change-preview.ts'
import { countOf } from '../../domain/list.ts'
import type { RuleContent } from '../../domain/retention-rule.ts'
import type { Difference } from '../../domain/rule-differences.ts'
import { ruleInWords, workedExample } from '../../domain/rule-words.ts'
import type { Cell, HiddenField, TableView } from '../components.ts'
import { type FormValues, formFields } from './form-values.ts'

/** What the page that asks before a change is saved is made of. */
export type PreviewFacts = {
  rule: RuleRow
  content: RuleContent
  values: FormValues
  differences: Difference[]
  preview: ChangePreview
}

/** What a change would move, and the question whether to save it. Nothing is saved yet; the form is carried along. */
export function previewPage({ rule, content, values, differences, preview }: PreviewFacts) {
  const here = `/retention-rules/${rule.code}`
  const example = workedExample(content)
  return {
    title: `Confirm the change of rule ${rule.code}`,
    back: { text: `Rule ${rule.code}`, href: here },
    lead: moves(preview),
    words: ruleInWords(content),
    example: example === null ? null : `${example}.`,
    counts: countsTable(preview),
    differences: differencesTable(differences),
    serviceNote: content.serviceId === rule.serviceId ? null : SERVICE_NOTE,
    shorter:
      preview.earlier === 0
        ? null
        : {
            name: 'shortensExisting',
            label: `${countOf(preview.earlier, 'record')} would fall due earlier`,
            hint: shorterHint(preview),
            values: [],
            options: [{ value: 'yes', text: 'Also apply the shorter dates to records already held' }],
          },
    save: `${here}/versions`,
    change: `${here}/edit`,
    button: `Save version ${rule.version + 1}`,
    hidden: [...hidden(values), { name: 'version', value: String(rule.version) }],
  }
}

function moves(preview: ChangePreview): string {
  const { records, later, earlier } = preview
  if (records === 0) return 'No records are held under this rule, so that the change moves none.'
  if (later + earlier === 0 && preview.leaveReviews === 0)
    return `This change moves no records: the ${countOf(records, 'record')} under this rule ${records === 1 ? 'keeps its date' : 'keep their dates'}.`
  return `This would move ${(later + earlier).toLocaleString('en-GB')} of ${countOf(records, 'record')}: ${[
    `${later.toLocaleString('en-GB')} later`,
    `${earlier.toLocaleString('en-GB')} earlier`,
    `${preview.becomeDue.toLocaleString('en-GB')} become due`,
    `${preview.stopBeingDue.toLocaleString('en-GB')} stop being due`,
    `${preview.leaveReviews.toLocaleString('en-GB')} leave reviews`,
  ].join(', ')}.`
}

function countsTable(preview: ChangePreview): TableView {
  const onlyIfShorter = 'Only if the shorter dates are applied to records already held'
  const rows: [text: string, count: number, detail: string | null][] = [
    ['Fall due later, or never', preview.later, 'Always applied'],
    ['Fall due earlier', preview.earlier, onlyIfShorter],
    [
      'Become due',
      preview.becomeDue,
      'Only if the shorter dates are applied; the next sweep gives them a whole review period',
    ],
    ['Stop being due', preview.stopBeingDue, null],
    ['Leave disposal reviews and approvals', preview.leaveReviews, null],
    ['Leave approvals besides', preview.leaveReviewsIfShortened - preview.leaveReviews, onlyIfShorter],
  ]
  const shown = rows.filter(([, count]) => count > 0)
  return {
    caption: 'Records that this would move',
    head: [{ text: 'What happens' }, { text: 'Records', numeric: true }],
    rows: shown.map(([text, count, detail]): Cell[] => [
      { text, detail, header: true },
      { text: count.toLocaleString('en-GB'), numeric: true },
    ]),
    empty: 'No record moves.',
  }
}

function differencesTable(differences: Difference[]): TableView {
  return {
    caption: 'What changes in the rule',
    head: [{ text: 'Field' }, { text: 'Now' }, { text: 'After the change' }],
    rows: differences.map(({ field, before, after }): Cell[] => [
      { text: field, header: true },
      { text: before },
      { text: after },
    ]),
    empty: 'Nothing in the rule itself changes.',
  }
}

const SERVICE_NOTE =
  'Records keep the service they have. One whose feed names no service moves to the rule’s new service with the next feed that lists it.'

function shorterHint({ becomeDue }: ChangePreview): string {
  const due =
    becomeDue === 0
      ? ''
      : ` ${countOf(becomeDue, 'record')} would be past ${becomeDue === 1 ? 'its' : 'their'} period at once.`
  return `Left alone, they keep the dates they have, and only records that come later get the shorter ones.${due}`
}

const hidden = (values: FormValues): HiddenField[] =>
  formFields.filter((field) => field !== 'code' && field !== 'period').map((name) => ({ name, value: values[name] }))
