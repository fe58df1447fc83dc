import type { ReviewRequest } from '../../../db/queries/review-requests.ts'
import type { Service } from '../../../db/queries/services.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { countOf, listInWords } from '../../domain/list.ts'
import { choiceFilters } from '../choice-filters.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { askedOn, LIST, progressInWords, stateTag } from './words.ts'

export const ROWS_ON_A_PAGE = 50
const MOST_SERVICES = 3

/** What the list is made of. `total`: the requests that match, of which `requests` are one page. */
export type ListFacts = {
  query: ListQuery
  requests: ReviewRequest[]
  total: number
  services: Service[]
  mayAsk: boolean
}

/** The requests for reviews. */
export function listPage({ query, requests, total, services, mayAsk }: ListFacts, today: IsoDate) {
  const filters = choiceFilters<'state' | 'service'>(LIST, query, [
    {
      name: 'state',
      label: 'State',
      options: [
        { value: 'open', text: 'Open' },
        { value: 'closed', text: 'Answered' },
        { value: 'withdrawn', text: 'Withdrawn' },
      ],
    },
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
  ])
  return {
    title: 'Review requests',
    lead: 'What information governance asks those who answer for activities: is what the register says still true?',
    actions: mayAsk ? [{ text: 'Ask for reviews', href: `${LIST}/new` }] : [],
    filters: { action: LIST, ...filters, clear: LIST },
    table: {
      caption: countOf(total, 'review request'),
      captionHidden: true,
      head: [{ text: 'Request' }, { text: 'Services' }, { text: 'Progress' }, { text: 'Answer by' }, { text: 'State' }],
      rows: requests.map((request) => row(request, today)),
      empty:
        (query.state ?? query.service)
          ? 'No request matches. Remove a filter to see more.'
          : 'No review has been asked for yet. Each activity is reviewed in its own cycle without being asked for.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'review request' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined })),
  }
}

const row = (request: ReviewRequest, today: IsoDate): Cell[] => [
  {
    text: `Request ${request.id}`,
    href: `${LIST}/${request.id}`,
    header: true,
    detail: `${askedOn(request)} by ${request.askedByName}`,
  },
  { text: some(request.services) },
  { text: progressInWords(request) },
  { text: dateInWords(request.dueOn) },
  { text: '', tag: stateTag(request, today) },
]

const some = (services: string[]): string =>
  services.length > MOST_SERVICES
    ? `${services.slice(0, MOST_SERVICES).join(', ')} and ${countOf(services.length - MOST_SERVICES, 'more service')}`
    : listInWords(services)
