import type { ChangeRequest } from '../../../db/queries/change-requests.ts'
import type { Service } from '../../../db/queries/services.ts'
import { dateInWords, instantInWords, londonDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { choiceFilters } from '../choice-filters.ts'
import type { Cell, Link } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { fieldError } from '../form.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'

export const LIST = '/change-requests'
export const ROWS_ON_A_PAGE = 50

/** What the list is made of. `total`: the requests that match, of which `requests` are one page. */
export type ListedRequests = {
  query: ListQuery
  requests: ChangeRequest[]
  total: number
  services: Service[]
  mayClose: boolean
}

/** What owners said has changed. */
export function listPage({ query, requests, total, services, mayClose }: ListedRequests) {
  const filters = choiceFilters<'state' | 'service'>(LIST, query, [
    {
      name: 'state',
      label: 'State',
      options: [
        { value: 'open', text: 'Open' },
        { value: 'closed', text: 'Closed' },
      ],
    },
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
  ])
  return {
    title: 'Changes asked for',
    lead: 'What those who answer for activities say is no longer so. Information governance changes the register, and closes each with a word.',
    filters: { action: LIST, ...filters, clear: LIST },
    table: {
      caption: countOf(total, 'request for a change', 'requests for changes'),
      captionHidden: true,
      head: [
        { text: 'Request' },
        { text: 'Activity' },
        { text: 'What has changed' },
        { text: 'Asked' },
        { text: 'State' },
      ],
      rows: requests.map((request) => requestRow(request, mayClose)),
      empty:
        (query.state ?? query.service)
          ? 'No request matches. Remove a filter to see more.'
          : 'Nobody has said yet that something has changed.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'request' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined })),
  }
}

/** A request for a change as a row of a table. */
export function requestRow(request: ChangeRequest, mayClose: boolean): Cell[] {
  const { id, reference, title, serviceName, text, askedAt, askedByName, closedAt, closedByName, closingWord } = request
  return [
    mayClose && closedAt === null
      ? { text: `Close ${id}`, href: `${LIST}/${id}/closing`, header: true }
      : { text: String(id), header: true },
    { text: reference, href: `/processing-activities/${reference}`, detail: `${title}, ${serviceName}` },
    { text },
    { text: dateInWords(londonDate(askedAt)), detail: `by ${askedByName}` },
    closedAt === null
      ? { text: '', tag: { text: 'Open', colour: 'yellow' } }
      : { text: closingWord ?? '', detail: `Closed on ${dateInWords(londonDate(closedAt))} by ${closedByName}` },
  ]
}

/** The form that closes a request with a word. */
export function closingPage(request: ChangeRequest, back: Link, typed: string, problems: Problem[]) {
  return {
    title: `Close request ${request.id}`,
    caption: `${request.reference}, ${request.title}`,
    back,
    lead: `${request.askedByName} said on ${instantInWords(request.askedAt)}, of version ${request.version}: ${request.text}`,
    problems,
    action: `${LIST}/${request.id}/closing`,
    hidden: [],
    text: {
      ...{ name: 'text', label: 'What has been done about it?', value: typed },
      hint: 'For example, changed in version 3. Whoever asked is told so.',
      error: fieldError(problems, 'text'),
    },
    button: { text: 'Close this request', kind: null, once: true },
  }
}
