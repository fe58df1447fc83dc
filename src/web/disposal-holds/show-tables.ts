import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { TableView } from '../components.ts'
import { missingTag, referenceInWords, stateTags } from '../records/words.ts'
import type { ShownHold } from './show-view.ts'

/** The first of the records that a hold catches. */
export function recordsTable({ page, terms }: Pick<ShownHold, 'page' | 'terms'>): TableView {
  const { records, total } = page
  const count = countOf(total.records, 'record')
  const shown = records.length < total.records ? `: the first ${records.length.toLocaleString('en-GB')}` : ''
  return {
    caption: `Catches ${total.exact ? '' : 'at least '}${count}${shown}`,
    head: [
      { text: 'Record' },
      { text: 'Rule' },
      { text: 'Service' },
      { text: 'Past its period from' },
      { text: 'State' },
    ],
    rows: records.map((record) => [
      {
        text: referenceInWords(record),
        href: `/records/${record.id}`,
        detail: terms.sources.get(record.sourceSystemId)?.code ?? '',
        header: true,
      },
      { text: terms.rules.get(record.ruleId)?.code ?? '' },
      { text: record.serviceId === null ? 'Unassigned' : (terms.services.get(record.serviceId)?.name ?? '') },
      { text: record.dueOn ? dateInWords(record.dueOn) : '' },
      { text: '', tag: record.missingSince === null ? stateTags[record.state] : missingTag },
    ]),
    empty: 'It catches no record now. Records that come later are caught as well.',
  }
}

const eventWords = { placed: 'Placed', extended: 'Reviewed and kept in force', lifted: 'Lifted' } as const

/** What was done about a hold, with the reasons that were given. */
export const eventsTable = (events: ShownHold['events']): TableView => ({
  caption: 'What was done about it',
  head: [{ text: 'When' }, { text: 'What' }, { text: 'Who' }, { text: 'Why' }],
  rows: events.map(({ happenedAt, kind, reviewOn, byName, reason }) => [
    { text: instantInWords(happenedAt), header: true },
    { text: `${eventWords[kind]}${reviewOn === null ? '' : `, to be reviewed on ${dateInWords(reviewOn)}`}` },
    { text: byName },
    { text: reason },
  ]),
  empty: '',
})
