import type { FindingRow } from '../../../db/queries/finding-list.ts'
import type { Service } from '../../../db/queries/services.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { type FindingState, findingStates, stateOfFinding } from '../../domain/finding-state.ts'
import { severities } from '../../domain/findings/check.ts'
import { countOf } from '../../domain/list.ts'
import { type ChoiceFilter, choiceFilters } from '../choice-filters.ts'
import type { Cell, PaginationView, Tag } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { severityTags } from '../processing-activities/findings-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'

export const LIST = '/findings'
export const ROWS_ON_A_PAGE = 50

/** How a finding stands, as a tag. */
export const stateTags: Record<FindingState, Tag> = {
  open: { text: 'Open', colour: 'yellow' },
  accepted: { text: 'Accepted', colour: 'blue' },
  fixed: { text: 'Fixed', colour: 'green' },
}

/** What the list is made of. `total`: the findings that match, of which `rows` are one page. */
export type ListedFindings = {
  query: ListQuery
  rows: FindingRow[]
  total: number
  codes: string[]
  services: Service[]
}

/** The findings of the register. */
export function findingsPage(listed: ListedFindings, today: IsoDate) {
  const { query, rows, total } = listed
  const { fields, applied } = choiceFilters(LIST, query, filters(listed))
  return {
    title: 'Findings',
    lead: 'What the register finds in itself: what the law asks for and is missing, likely to be wrong, or still to be settled.',
    filters: {
      ...{ action: LIST, fields, clear: LIST },
      applied: [
        ...(query.activity === undefined
          ? []
          : [
              {
                text: `Activity: ${query.activity}`,
                href: `${LIST}${queryString({ ...query, page: undefined, activity: undefined })}`,
              },
            ]),
        ...applied,
      ],
      hidden: query.activity === undefined ? [] : [{ name: 'activity', value: query.activity }],
    },
    table: {
      caption: countOf(total, 'finding'),
      captionHidden: true,
      head: [
        { text: 'Finding' },
        { text: 'Activity' },
        { text: 'Service' },
        { text: 'Weight' },
        { text: 'First seen' },
        { text: 'State' },
      ],
      rows: rows.map((row) => tableRow(row, today)),
      empty: 'Nothing is found that matches.',
    },
    pages: pages(query, total),
    files: filesOf(LIST, queryString({ ...query, page: undefined })),
    count: countOf(total, 'finding'),
  }
}

function tableRow(finding: FindingRow, today: IsoDate): Cell[] {
  const { id, text, code, citation, reference, title, serviceName, severity, firstSeenOn, ownerName } = finding
  return [
    { text, href: `${LIST}/${id}`, header: true, detail: `${code}: ${citation}` },
    { text: reference, href: `/processing-activities/${reference}`, detail: title },
    { text: serviceName },
    { text: '', tag: severityTags[severity] },
    { text: dateInWords(firstSeenOn) },
    { text: '', tag: stateTags[stateOfFinding(finding, today)], detail: ownerName ? `Seen to by ${ownerName}` : null },
  ]
}

type FilterName = Exclude<keyof ListQuery, 'page' | 'activity'>

const filters = ({ codes, services }: ListedFindings): ChoiceFilter<FilterName>[] => [
  {
    name: 'state',
    label: 'State',
    options: [
      ...findingStates.map((state) => ({ value: state, text: stateTags[state].text })),
      { value: 'any', text: 'Open, accepted or fixed' },
    ],
  },
  {
    name: 'severity',
    label: 'Weight',
    options: severities.map((severity) => ({ value: severity, text: severityTags[severity].text })),
  },
  { name: 'code', label: 'Check', options: codes.map((code) => ({ value: code, text: code })) },
  { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
  {
    name: 'owner',
    label: 'Seen to by',
    options: [
      { value: 'me', text: 'Me' },
      { value: 'none', text: 'Nobody' },
    ],
  },
]

function pages(query: ListQuery, total: number): PaginationView {
  const page = query.page ?? 1
  const first = (page - 1) * ROWS_ON_A_PAGE + 1
  const last = Math.min(page * ROWS_ON_A_PAGE, total)
  const to = (number: number) => `${LIST}${queryString({ ...query, page: number === 1 ? undefined : number })}`
  return {
    previous: page > 1 ? to(page - 1) : null,
    next: last < total ? to(page + 1) : null,
    words:
      total === 0
        ? null
        : `${first.toLocaleString('en-GB')} to ${last.toLocaleString('en-GB')} of ${countOf(total, 'finding')}`,
  }
}
