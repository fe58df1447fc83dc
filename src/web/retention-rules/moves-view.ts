import type { ChangePreview } from '../../domain/change-preview.ts'
import { countOf } from '../../domain/list.ts'
import type { Cell, ChecksView, TableView } from '../components.ts'

/** What a change would do to records, in a sentence. */
export function moves(preview: ChangePreview): string {
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

/** What a change would do to records, in numbers. */
export function movesTable(preview: ChangePreview): TableView {
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

/** The question whether shorter dates also apply to records already held; null when there are none that would fall due earlier. */
export const shorterQuestion = (preview: ChangePreview, ticked = false): ChecksView | null =>
  preview.earlier === 0
    ? null
    : {
        name: 'shortensExisting',
        label: `${countOf(preview.earlier, 'record')} would fall due earlier`,
        hint: shorterHint(preview),
        values: ticked ? ['yes'] : [],
        options: [{ value: 'yes', text: 'Also apply the shorter dates to records already held' }],
      }

function shorterHint({ becomeDue }: ChangePreview): string {
  const due =
    becomeDue === 0
      ? ''
      : ` ${countOf(becomeDue, 'record')} would be past ${becomeDue === 1 ? 'its' : 'their'} period at once.`
  return `Left alone, they keep the dates they have, and only records that come later get the shorter ones.${due}`
}
