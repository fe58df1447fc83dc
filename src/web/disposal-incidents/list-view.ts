import type { Incident } from '../../../db/queries/disposal-incidents.ts'
import type { SourceSystem } from '../../../db/queries/source-systems.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, londonDate } from '../../domain/calendar.ts'
import { incidentInWords, incidentKinds } from '../../domain/disposal-incident.ts'
import { countOf } from '../../domain/list.ts'
import { asAtView, sameDay } from '../as-at.ts'
import { type ChoiceFilter, choiceFilters } from '../choice-filters.ts'
import type { Cell, Tag } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import { type ListQuery, ofNow } from './filters.ts'

export const LIST = '/disposal-incidents'
export const ROWS_ON_A_PAGE = 50

/** What the list is made of. `total`: the incidents that match, of which `rows` are one page. */
export type ListedIncidents = {
  query: ListQuery
  rows: Incident[]
  total: number
  systems: SourceSystem[]
  asAt: AsAt | null
}

/** How an incident stands, as a tag. */
export const stateTag = ({ closedAt }: Pick<Incident, 'closedAt'>): Tag =>
  closedAt === null ? { text: 'Open', colour: 'red' } : { text: 'Closed', colour: 'green' }

/** The list of disposal incidents, the open ones first. */
export function incidentsPage({ query, rows, total, systems, asAt }: ListedIncidents) {
  const { fields, applied } = choiceFilters(LIST, query, filters(systems, asAt))
  return {
    title: 'Disposal incidents',
    lead: 'What feeds and answers show that should not be: records that are gone and still listed, that are gone without an instruction, or that were disposed of although they were called back.',
    trail: [{ text: 'Disposals', href: sameDay('/disposals', asAt) }],
    asAt: asAtView(LIST, query, asAt, { ofNow, notKnown: 'Who saw to an incident then is not known.' }),
    filters: {
      ...{ action: LIST, fields, applied, clear: `${LIST}${queryString({ 'as-at': query['as-at'] })}` },
      hidden: asAt === null ? [] : [{ name: 'as-at', value: asAt.date }],
    },
    table: {
      caption: countOf(total, 'incident'),
      captionHidden: true,
      head: [
        { text: 'Incident' },
        { text: 'Source system' },
        { text: 'Records', numeric: true },
        { text: 'Found' },
        { text: 'State' },
      ],
      rows: rows.map((incident) => tableRow(incident, asAt)),
      empty:
        applied.length > 0
          ? 'No incident matches. Remove a filter to see more.'
          : asAt === null
            ? 'There are no incidents.'
            : 'There had been no incidents by then.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'incident' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined }), asAt !== null),
  }
}

const tableRow = (incident: Incident, asAt: AsAt | null): Cell[] => [
  {
    text: incidentInWords[incident.kind],
    href: `${LIST}/${incident.id}`,
    detail: `Incident ${incident.id}`,
    header: true,
  },
  { text: incident.sourceName },
  { text: incident.recordCount.toLocaleString('en-GB'), numeric: true },
  { text: dateInWords(incident.foundOn) },
  { text: '', tag: stateTag(incident), detail: asAt === null ? standing(incident) : null },
]

function standing({ closedAt, closedByName, ownerName }: Incident): string {
  if (closedAt !== null) return `By ${closedByName} on ${dateInWords(londonDate(closedAt))}`
  return ownerName === null ? 'Nobody sees to it yet' : `Seen to by ${ownerName}`
}

type FilterName = 'kind' | 'source' | 'state' | 'owner'

const filters = (systems: SourceSystem[], asAt: AsAt | null): ChoiceFilter<FilterName>[] => [
  {
    name: 'state',
    label: 'State',
    options: [
      { value: 'open', text: 'Open' },
      { value: 'closed', text: 'Closed' },
    ],
  },
  {
    name: 'kind',
    label: 'What is wrong',
    options: incidentKinds.map((kind) => ({ value: kind, text: incidentInWords[kind] })),
  },
  {
    name: 'source',
    label: 'Source system',
    options: systems.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
  },
  ...(asAt === null
    ? [
        {
          name: 'owner' as const,
          label: 'Seen to by',
          options: [
            { value: 'me', text: 'Me' },
            { value: 'none', text: 'Nobody' },
          ],
        },
      ]
    : []),
]
