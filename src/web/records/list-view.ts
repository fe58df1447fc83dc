import type { HoldNamed } from '../../../db/queries/held.ts'
import type { RecordTerms } from '../../../db/queries/record-terms.ts'
import type { ListedRecord } from '../../../db/queries/records-list.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { RecordPage } from '../../actions/record-page.ts'
import { dateInWords } from '../../domain/calendar.ts'
import type { Cell, PaginationView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { filterBar, isFiltered, LIST } from './list-filters.ts'
import { heldBy, missingTag, referenceInWords, stateTags, totalInWords } from './words.ts'

export const ROWS_ON_A_PAGE = 50

/** What the list is made of. `holds`: those that records of the page are under, by the ids of these; `services`: those within reach; `unassigned`: whether records of no service are, too. */
export type ListFacts = {
  query: ListQuery
  page: RecordPage
  terms: RecordTerms
  holds: Map<number, HoldNamed[]>
  services: Service[]
  unassigned: boolean
}

/** The records held: one page of those that match. */
export function listPage(facts: ListFacts) {
  const { query, page, terms, holds } = facts
  const byDate = query.order === 'due'
  const first = { ...query, after: undefined, before: undefined }
  return {
    title: 'Records',
    lead: 'What the source systems say they hold, case by case or in sets: by which rule each is kept, until when, and where it stands.',
    filters: filterBar(facts),
    table: {
      caption: capital(totalInWords(page.total)),
      head: [
        { text: 'Record', sort: sortBy(first, undefined, byDate ? 'none' : 'ascending') },
        { text: 'Rule' },
        { text: 'Service' },
        { text: 'Trigger date' },
        { text: 'Past its period from', sort: sortBy(first, 'due', byDate ? 'ascending' : 'none') },
        { text: 'State' },
        { text: 'Held' },
      ],
      rows: page.records.map((record) => tableRow(record, terms, holds.get(record.id) ?? [])),
      empty: isFiltered(query)
        ? 'No record matches. Remove a filter to see more.'
        : 'No records are held yet. They come in by record feeds, one for each source system.',
    },
    pages: pages(query, page),
    files: filesOf(LIST, queryString(first)),
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const sortBy = (query: ListQuery, order: 'due' | undefined, now: 'ascending' | 'none') => ({
  href: `${LIST}${queryString({ ...query, order })}`,
  order: now,
})

function tableRow(record: ListedRecord, { sources, services, rules }: RecordTerms, holds: HoldNamed[]): Cell[] {
  const rule = rules.get(record.ruleId)
  const service = record.serviceId === null ? undefined : services.get(record.serviceId)
  const source = sources.get(record.sourceSystemId)?.code ?? ''
  return [
    {
      text: referenceInWords(record),
      href: `${LIST}/${record.id}`,
      detail: [source, record.title, record.location].filter((text) => text !== '').join(', '),
      header: true,
    },
    { text: rule?.code ?? '', href: `/retention-rules/${rule?.code}`, detail: rule?.recordSeries ?? null },
    { text: service?.name ?? 'Unassigned' },
    { text: record.triggerOn ? dateInWords(record.triggerOn) : '' },
    { text: record.dueOn ? dateInWords(record.dueOn) : '' },
    { text: '', tag: record.missingSince === null ? stateTags[record.state] : missingTag },
    heldBy(holds),
  ]
}

function pages(query: ListQuery, { records, total: count, more }: RecordPage): PaginationView {
  const to = (side: 'after' | 'before', record: ListedRecord | undefined) => {
    const place = query.order === 'due' ? `${record?.dueOn}.${record?.id}` : String(record?.id)
    return `${LIST}${queryString({ ...query, after: undefined, before: undefined, [side]: place })}`
  }
  const order = query.order === 'due' ? 'the earliest past their period first' : 'in the order they were received'
  return {
    previous: more.before ? to('before', records[0]) : null,
    next: more.after ? to('after', records.at(-1)) : null,
    words: records.length === 0 ? null : `${records.length} of ${totalInWords(count)}, ${order}`,
  }
}
