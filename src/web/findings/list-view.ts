import type { FindingRow } from '../../../db/queries/finding-list.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { type FindingState, findingStates, stateOfFinding } from '../../domain/finding-state.ts'
import { severities } from '../../domain/findings/check.ts'
import { countOf } from '../../domain/list.ts'
import { asAtView } from '../as-at.ts'
import { type ChoiceFilter, choiceFilters } from '../choice-filters.ts'
import type { Cell, Tag } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { severityTags } from '../processing-activities/findings-view.ts'
import { queryString } from '../query.ts'
import { type ListQuery, ofNow } from './filters.ts'

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
  asAt: AsAt | null
  byCheck: { code: string; citation: string; count: number }[]
}

/** The findings of the register. */
export function findingsPage(listed: ListedFindings, today: IsoDate) {
  const { query, rows, total, asAt } = listed
  const { fields, applied } = choiceFilters(LIST, query, filters(listed))
  return {
    title: 'Findings',
    lead: 'What the register finds in itself: what the law asks for and is missing, likely to be wrong, or still to be settled.',
    asAt: asAtView(LIST, query, asAt, { ofNow, notKnown: NOT_KNOWN }),
    filters: {
      ...{ action: LIST, fields, clear: `${LIST}${queryString({ 'as-at': query['as-at'] })}` },
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
      hidden: [
        ...(query.activity === undefined ? [] : [{ name: 'activity', value: query.activity }]),
        ...(asAt === null ? [] : [{ name: 'as-at', value: asAt.date }]),
      ],
    },
    byCheck: {
      caption: 'Open findings by check',
      head: [{ text: 'Check' }, { text: 'Law' }, { text: 'Open', numeric: true }],
      rows: listed.byCheck.map(({ code, citation, count }): Cell[] => [
        { text: code, href: `${LIST}?code=${code}`, header: true },
        { text: citation },
        { text: count.toLocaleString('en-GB'), numeric: true },
      ]),
      empty: 'Nothing is open.',
    },
    table: {
      caption: countOf(total, 'finding'),
      captionHidden: true,
      head: [
        { text: 'Finding' },
        { text: 'Activity' },
        { text: 'Service' },
        { text: 'Weight' },
        ...(asAt === null ? [{ text: 'First seen' }, { text: 'State' }] : []),
      ],
      rows: rows.map((row) => tableRow(row, asAt, today)),
      empty: 'Nothing is found that matches.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'finding' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined }), asAt !== null),
    count: countOf(total, 'finding'),
  }
}

function tableRow(finding: FindingRow, asAt: AsAt | null, today: IsoDate): Cell[] {
  const then = asAt === null ? '' : `?as-at=${asAt.date}`
  const { id, text, code, citation, reference, title, serviceName, severity, firstSeenOn, ownerName } = finding
  return [
    { text, href: asAt === null ? `${LIST}/${id}` : null, header: true, detail: `${code}: ${citation}` },
    { text: reference, href: `/processing-activities/${reference}${then}`, detail: title },
    { text: serviceName },
    { text: '', tag: severityTags[severity] },
    ...(asAt === null
      ? [
          { text: dateInWords(firstSeenOn) },
          {
            ...{ text: '', tag: stateTags[stateOfFinding(finding, today)] },
            detail: ownerName ? `Seen to by ${ownerName}` : null,
          },
        ]
      : []),
  ]
}

const NOT_KNOWN =
  'These are found afresh in what the register said then. Since when each had been seen, which had been accepted, and who saw to them is not known of a past day.'

type FilterName = Exclude<keyof ListQuery, 'page' | 'activity' | 'as-at' | 'view'>

const decided: ChoiceFilter<FilterName>[] = [
  {
    name: 'state',
    label: 'State',
    options: [
      ...findingStates.map((state) => ({ value: state, text: stateTags[state].text })),
      { value: 'any', text: 'Open, accepted or fixed' },
    ],
  },
  {
    name: 'owner',
    label: 'Seen to by',
    options: [
      { value: 'me', text: 'Me' },
      { value: 'none', text: 'Nobody' },
    ],
  },
]

const filters = ({ codes, services, asAt }: ListedFindings): ChoiceFilter<FilterName>[] => [
  ...(asAt === null ? decided : []),
  {
    name: 'severity',
    label: 'Weight',
    options: severities.map((severity) => ({ value: severity, text: severityTags[severity].text })),
  },
  { name: 'code', label: 'Check', options: codes.map((code) => ({ value: code, text: code })) },
  { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
]
