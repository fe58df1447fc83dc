import type { ActivityOrder } from '../../../db/queries/activity-list.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { asAtView, sameDay } from '../as-at.ts'
import type { Cell, HeadCell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import type { ColumnsView } from '../saved-views/list-page.ts'
import { columnChoices, columns, isLate, type ListedRow, type When } from './columns.ts'
import { columnsOf, type ListQuery, ofNow } from './filters.ts'
import { type FilterFacts, filterBar } from './list-filters.ts'
import { statusTags } from './words.ts'

export const ROWS_ON_A_PAGE = 50
const LIST = '/processing-activities'

/** What the list is made of. `total`: the activities that match, of which `rows` are one page. */
export type ListFacts = FilterFacts & {
  rows: ListedRow[]
  total: number
  mayEdit: boolean
  asAt: AsAt | null
}

/** The list of the register. */
export function listPage(facts: ListFacts, today: IsoDate) {
  const { query, total, asAt } = facts
  const search = { ...query, page: undefined }
  return {
    title: 'Processing activities',
    lead: 'What each service does with personal data, why, and for how long: the record of Article 30.',
    asAt: asAtView(LIST, query, asAt, { ofNow }),
    links: [
      { text: 'Proposals that wait for a person', href: '/proposals' },
      { text: 'Which services hold special categories', href: '/reports/special-categories' },
      { text: 'How complete it is', href: '/reports/completeness' },
      { text: 'Terms', href: sameDay('/terms', asAt) },
      { text: 'Recipients', href: sameDay('/recipients', asAt) },
    ],
    actions: facts.mayEdit && asAt === null ? [{ text: 'Add an activity', href: `${LIST}/new` }] : [],
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
      rows: facts.rows.map((listed) => tableRow(listed, query, { asAt, today })),
      empty: isFiltered(query)
        ? 'No activity matches. Remove a filter or search for fewer words.'
        : asAt === null
          ? 'The register is empty.'
          : 'The register held no activity that was in force then.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'activity', many: 'activities' }),
    files: filesOf(LIST, queryString(search), asAt !== null),
    count: countOf(total, 'activity', 'activities'),
  }
}

const NO_FILTERS = ['sort', 'page', 'as-at', 'view', 'columns']

const isFiltered = (query: ListQuery): boolean =>
  Object.entries(query).some(([name, value]) => !NO_FILTERS.includes(name) && value !== undefined)

/** The choice of the columns to show; all else that the address carries stays. */
export function columnsView(query: ListQuery): ColumnsView {
  const { columns: _, page: __, ...rest } = query
  const hidden = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value) }],
  )
  return { action: LIST, options: columnChoices, values: columnsOf(query), hidden }
}

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
    ...columnsOf(query).map((name) => {
      const { text, numeric = false, sort } = columns[name]
      return { text, numeric, ...(sort ? { sort: sorted(sort) } : {}) }
    }),
  ]
}

function tableRow(listed: ListedRow, query: ListQuery, when: When): Cell[] {
  const { row } = listed
  const then = when.asAt === null ? '' : `?as-at=${when.asAt.date}`
  const dueOn = isLate(row, when.today) ? row.nextReviewOn : null
  return [
    { text: row.reference, href: `${LIST}/${row.reference}${then}`, header: true },
    {
      text: row.title,
      tag: row.status === 'approved' ? null : statusTags[row.status],
      detail: dueOn ? `Review was due on ${dateInWords(dueOn)}` : null,
    },
    ...columnsOf(query).map((name) => columns[name].cell(listed, when)),
  ]
}
