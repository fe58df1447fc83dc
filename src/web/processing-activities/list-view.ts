import type { ActivityOrder, ActivityRow } from '../../../db/queries/activity-list.ts'
import type { ListFacts as RowFacts } from '../../../db/queries/activity-list-facts.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { lawfulBasisName } from '../../domain/lawful-basis.ts'
import { countOf } from '../../domain/list.ts'
import type { Cell, HeadCell, PaginationView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { type FilterFacts, filterBar } from './list-filters.ts'
import { roleNames, statusTags } from './words.ts'

export const ROWS_ON_A_PAGE = 50
const MOST_CODES = 2
const LIST = '/processing-activities'

/** What the list is made of. `total`: the activities that match, of which `rows` are one page. */
export type ListFacts = FilterFacts & {
  rows: { row: ActivityRow; facts: RowFacts; findings: number }[]
  total: number
  mayEdit: boolean
}

/** The list of the register. */
export function listPage(facts: ListFacts, today: IsoDate) {
  const { query, total } = facts
  const search = { ...query, page: undefined }
  return {
    title: 'Processing activities',
    lead: 'What each service does with personal data, why, and for how long: the record of Article 30.',
    actions: facts.mayEdit ? [{ text: 'Add an activity', href: `${LIST}/new` }] : [],
    search: {
      action: LIST,
      name: 'q',
      label: 'Search the register',
      hint: 'Every word must be found in an activity: in its title, purposes, data, recipients, rules or notes',
      value: query.q ?? '',
      hidden: Object.entries(search).flatMap(([name, value]) =>
        name === 'q' || value === undefined ? [] : [{ name, value: String(value) }],
      ),
    },
    filters: filterBar(facts),
    table: {
      caption: `${countOf(total, 'processing activity', 'processing activities')}${total === 0 ? '' : ', page by page'}`,
      captionHidden: true,
      head: head(query),
      rows: facts.rows.map((entry) => tableRow(entry, today)),
      empty: isFiltered(query)
        ? 'No activity matches. Remove a filter or search for fewer words.'
        : 'The register is empty.',
    },
    pages: pages(query, total),
    files: filesOf(LIST, queryString(search)),
    count: countOf(total, 'activity', 'activities'),
  }
}

const isFiltered = ({ sort: _, page: __, ...filters }: ListQuery): boolean =>
  Object.values(filters).some((value) => value !== undefined)

function head(query: ListQuery): HeadCell[] {
  const current = query.sort ?? 'reference'
  const sorted = (by: 'reference' | 'title' | 'service' | 'updated'): HeadCell['sort'] => {
    const orders = { [by]: 'ascending', [`-${by}`]: 'descending' } as const
    const next: ActivityOrder = current === by ? `-${by}` : by
    return {
      href: `${LIST}${queryString({ ...query, page: undefined, sort: next })}`,
      order: orders[current] ?? 'none',
    }
  }
  return [
    { text: 'Reference', sort: sorted('reference') },
    { text: 'Title', sort: sorted('title') },
    { text: 'Service', sort: sorted('service') },
    { text: 'Role' },
    { text: 'Lawful bases' },
    { text: 'Retention rules' },
    { text: 'Findings', numeric: true },
    { text: 'Changed', sort: sorted('updated') },
  ]
}

function tableRow({ row, facts, findings }: ListFacts['rows'][number], today: IsoDate): Cell[] {
  const late = row.nextReviewOn !== null && row.nextReviewOn < today && row.status === 'approved'
  return [
    { text: row.reference, href: `${LIST}/${row.reference}`, header: true },
    {
      text: row.title,
      tag: row.status === 'approved' ? null : statusTags[row.status],
      detail: late && row.nextReviewOn ? `Review was due on ${dateInWords(row.nextReviewOn)}` : null,
    },
    { text: row.serviceName, detail: row.organisationName },
    { text: roleNames[row.role] },
    { text: facts.bases.map(lawfulBasisName).join(', ') || 'None recorded' },
    { text: someCodes(facts.rules) || 'None' },
    {
      text: String(findings),
      href: findings === 0 ? null : `/findings?activity=${row.reference}`,
      numeric: true,
    },
    { text: dateInWords(row.updatedAt.slice(0, 10)) },
  ]
}

/** Codes stand in one line, so that none is broken at its hyphen: as many as fit, then the number of the others. */
function someCodes(codes: string[]): string {
  const fit = codes.slice(0, MOST_CODES).join(', ')
  return codes.length > MOST_CODES ? `${fit} and ${codes.length - MOST_CODES} more` : fit
}

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
        : `${first.toLocaleString('en-GB')} to ${last.toLocaleString('en-GB')} of ${countOf(total, 'activity', 'activities')}`,
  }
}
