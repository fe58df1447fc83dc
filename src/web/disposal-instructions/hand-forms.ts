import type { HoldNamed } from '../../../db/queries/held.ts'
import type { ListedItem } from '../../../db/queries/instruction-item-list.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Cell, TableView } from '../components.ts'
import { fieldError } from '../form.ts'
import { heldBy } from '../records/words.ts'
import { recordCell } from './items-view.ts'
import type { InstructionFacts } from './show-view.ts'

/** The answer of a source that was asked to stop, for the records ticked; null where none waits, or for who may not answer. */
export function recallForm({ recalls, mayAnswer, sent }: InstructionFacts, here: string) {
  if (recalls.total === 0) return null
  const field = fieldOf(sent, 'recall')
  const shown = recalls.items.length
  return {
    lead: `The source system is asked to keep ${countOf(recalls.total, 'record')}, because of a hold or a change of dates.${
      shown < recalls.total ? ` The first ${shown.toLocaleString('en-GB')} are here.` : ''
    }`,
    mayAnswer,
    action: `${here}/recall-answers`,
    table: ticks('Records that were called back', recalls.items, {
      ...{ mayAnswer, ticked: field.ticked },
      why: { head: 'Why', of: ({ recordId }) => whyCalledBack(recalls.holds.get(recordId) ?? []) },
    }),
    answer: {
      ...field.of('answer', 'What the source system answers'),
      options: [
        { value: 'stopped', text: 'It has stopped', hint: 'The records are kept as before.' },
        { value: 'too late', text: 'It was too late', hint: 'The data is gone already: an incident tells of it.' },
      ],
    },
    doneOn: field.of('done_on', 'Date of the disposal, if it was too late', 'For example, 14/06/2026'),
    method: field.of('method', 'How the data was disposed of, if it was too late'),
  }
}

const whyCalledBack = (holds: HoldNamed[]): Cell =>
  holds.length > 0 ? heldBy(holds) : { text: 'It is no longer past its period' }

/** What is to be done about failed records, for those ticked or all; null where there are none. */
export function failedForm({ failed, mayAnswer, sent }: InstructionFacts, here: string) {
  if (failed.items.length === 0) return null
  const again = fieldOf(sent, 'failed')
  return {
    lead: failed.more
      ? `The first ${failed.items.length.toLocaleString('en-GB')} that failed are here: what is decided for all counts for the rest too, 2,000 at a time.`
      : null,
    mayAnswer,
    again: `${here}/renewal`,
    back: `${here}/taking-back`,
    table: ticks('Records whose disposal failed', failed.items, {
      ...{ mayAnswer, ticked: again.ticked },
      why: { head: 'Why it failed', of: ({ reason }) => ({ text: reason }) },
    }),
    apply: {
      ...again.of('apply', 'Apply to'),
      value: sent.form === 'failed' && sent.fields.apply ? sent.fields.apply : 'ticked',
      options: [
        { value: 'ticked', text: 'The records that I have ticked' },
        { value: 'all', text: 'All that failed' },
      ],
    },
    reason: { ...again.of('reason', 'Reason, to take them back'), rows: 2 },
  }
}

/** Who has to be told that the data is gone, with a form for those of whom nobody has noted it. */
export function noticeForm({ notices, mayAnswer, sent, instruction }: InstructionFacts, here: string) {
  if (notices.length === 0) return null
  const untold = notices.filter(({ toldOn }) => toldOn === null)
  const field = fieldOf(sent, 'notice')
  return {
    table: {
      caption: 'Recipients and processors to be told',
      captionHidden: true,
      head: [{ text: 'Who' }, { text: 'Told' }, { text: 'How' }],
      rows: notices.map(({ recipient, toldOn, toldByName, how }) => [
        { text: recipient, header: true },
        toldOn
          ? { text: dateInWords(toldOn), detail: `Noted by ${toldByName}` }
          : { text: '', tag: { text: 'To be told', colour: 'yellow' as const } },
        { text: how },
      ]),
      empty: '',
    } satisfies TableView,
    form:
      !mayAnswer || untold.length === 0 || instruction.doneCount === 0
        ? null
        : {
            action: `${here}/notices`,
            notice: {
              ...field.of('notice', 'Who was told'),
              options: [
                { value: '', text: 'Choose who was told' },
                ...untold.map(({ id, recipient }) => ({ value: String(id), text: recipient })),
              ],
            },
            toldOn: field.of('toldOn', 'When they were told', 'For example, 14/06/2026'),
            how: field.of('how', 'How they were told', 'For example, by e-mail to their data protection officer'),
          },
  }
}

/** The fields of one form of the page: what was typed, when that form was sent, with ids that no other form has. */
function fieldOf(sent: InstructionFacts['sent'], form: string) {
  const mine = sent.form === form
  return {
    ticked: mine ? sent.items : [],
    of: (name: string, label: string, hint: string | null = null) => ({
      ...{ name, label, hint, id: `${form}-${name}` },
      value: (mine && sent.fields[name]) || '',
      error: mine ? fieldError(sent.problems, name) : null,
    }),
  }
}

function ticks(
  caption: string,
  items: ListedItem[],
  {
    mayAnswer,
    ticked,
    why,
  }: { mayAnswer: boolean; ticked: number[]; why: { head: string; of: (item: ListedItem) => Cell } },
): TableView {
  const tick = ({ id, reference }: ListedItem): Cell => ({
    text: `Select ${reference}`,
    check: { name: 'item', value: String(id), checked: ticked.includes(id) },
  })
  return {
    ...{ caption, captionHidden: true },
    head: [...(mayAnswer ? [{ text: 'Select' }] : []), { text: 'Record' }, { text: why.head }],
    rows: items.map((item) => [...(mayAnswer ? [tick(item)] : []), recordCell(item), why.of(item)]),
    empty: '',
  }
}
