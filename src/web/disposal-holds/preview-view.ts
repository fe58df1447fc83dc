import type { HoldContents } from '../../../db/queries/hold-contents.ts'
import type { RecordTerms } from '../../../db/queries/record-terms.ts'
import type { HoldDraft } from '../../actions/hold-drafts.ts'
import type { CountedBy, HoldPreview } from '../../actions/hold-preview.ts'
import { dateInWords, type Instant, instantInWords } from '../../domain/calendar.ts'
import { holdKindInWords } from '../../domain/disposal-hold.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Line, SummaryRow, TableView } from '../components.ts'
import { stateTags } from '../records/words.ts'
import { catchesInWords, LIST } from './words.ts'

/** What the page is made of that shows what a hold would do before it is placed. `contents`: what it catches by names. */
export type PreviewFacts = {
  id: number
  draft: HoldDraft
  contents: HoldContents
  preview: HoldPreview
  terms: Pick<RecordTerms, 'services' | 'rules'>
}

const MOST_REVIEWS = 10

/** What a hold would catch, and what it would take records out of. */
export function previewPage(
  { id, draft, contents, preview, terms }: PreviewFacts,
  now: Instant,
  problems: Problem[] = [],
) {
  const { facts } = draft
  const change = `${LIST}/new?draft=${id}`
  return {
    title: 'What this hold would do',
    caption: facts.title,
    back: { text: 'Change what was entered', href: change },
    problems,
    computed: `As it is at ${instantInWords(now)}. Nothing has been placed yet.`,
    facts: [
      row('Kind', [{ text: holdKindInWords[facts.kind].text }]),
      row('Ordered by', lines(facts.mandate)),
      row('Reason', lines(facts.reason)),
      row('Review on', [{ text: dateInWords(facts.reviewOn) }]),
      row('Catches', [{ text: catchesInWords(contents) }, ...listed(draft, preview)]),
      row('Records now', [{ text: countOf(preview.records, 'record') }]),
      row('Reviews and approvals', reviewLines(preview)),
      row('Instructions', instructionLines(preview)),
    ] satisfies SummaryRow[],
    nothing:
      preview.records === 0
        ? 'No record is caught now. The hold can be placed all the same: it is on whatever comes later.'
        : null,
    tables: preview.records === 0 ? [] : tables(preview, terms),
    action: LIST,
    id: String(id),
    change,
  }
}

const row = (key: string, of: Line[]): SummaryRow => ({ key, lines: of })

const lines = (text: string): Line[] => text.split(/\n+/).map((line) => ({ text: line }))

function listed({ catches, repeated }: HoldDraft, { unknown, firstUnknown, gone }: HoldPreview): Line[] {
  if (catches.by !== 'list')
    return gone === 0
      ? []
      : [
          {
            text: `${countOf(gone, 'more record')} ${gone === 1 ? 'has' : 'have'} been disposed of already`,
            muted: true,
          },
        ]
  const more = unknown > firstUnknown.length ? ', …' : ''
  return [
    ...(unknown > 0
      ? [
          {
            text: `${countOf(unknown, 'reference')} ${unknown === 1 ? 'is' : 'are'} of no record here yet: ${firstUnknown.join(', ')}${more}`,
          },
        ]
      : []),
    ...(gone > 0
      ? [
          {
            text: `${countOf(gone, 'reference')} ${gone === 1 ? 'is' : 'are'} of records that have been disposed of already`,
          },
        ]
      : []),
    ...(repeated > 0 ? [{ text: `${countOf(repeated, 'line')} stood there more than once`, muted: true }] : []),
  ]
}

function reviewLines({ reviews, states }: HoldPreview): Line[] {
  const leaving = states
    .filter(({ key }) => key === 'due' || key === 'approved')
    .reduce((sum, { records }) => sum + records, 0)
  if (leaving === 0) return [{ text: 'None is touched', muted: true }]
  const shown = reviews.slice(0, MOST_REVIEWS)
  const more = reviews.length - shown.length
  return [
    { text: `${countOf(leaving, 'record')} would leave ${countOf(reviews.length, 'review')}, approved or not` },
    ...shown.map((id) => ({ text: `Disposal review ${id}`, href: `/disposal-reviews/${id}` })),
    ...(more > 0 ? [{ text: `and ${countOf(more, 'more review')}`, muted: true }] : []),
  ]
}

function instructionLines({ states, instructions }: HoldPreview): Line[] {
  const instructed = states.find(({ key }) => key === 'instructed')?.records ?? 0
  if (instructed === 0) return [{ text: 'None is touched', muted: true }]
  return [
    {
      text: `The sources of ${countOf(instructed, 'record')} in ${countOf(instructions, 'open instruction')} would be asked to stop`,
    },
  ]
}

const tables = ({ states, services, rules }: HoldPreview, terms: PreviewFacts['terms']): TableView[] => [
  table('By state', states, (state) => stateTags[state].text),
  table('By service', services, (id) => (id === null ? 'Unassigned' : (terms.services.get(id)?.name ?? ''))),
  table('By rule', rules, (id) => {
    const rule = terms.rules.get(id)
    return rule ? `${rule.code} ${rule.recordSeries}` : ''
  }),
]

const table = <Key>(caption: string, counts: CountedBy<Key>[], words: (key: Key) => string): TableView => ({
  caption,
  head: [
    { text: caption.replace('By ', '').replace(/^./, (letter) => letter.toUpperCase()) },
    { text: 'Records', numeric: true },
  ],
  rows: counts.map(({ key, records }) => [
    { text: words(key), header: true },
    { text: records.toLocaleString('en-GB'), numeric: true },
  ]),
  empty: '',
})
