import type { TrailEvent } from '../../../db/queries/audit-list.ts'
import type { TrailPage } from '../../actions/audit-page.ts'
import type { CodeNames } from '../../domain/audit-names.ts'
import { isErased, whatInWords } from '../../domain/audit-sentence.ts'
import { instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { User } from '../../domain/permission.ts'
import type { Cell, PaginationView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { capital } from '../job-runs/words.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { filterBar, isFiltered, LIST } from './list-filters.ts'
import { subjectHref, subjectInWords } from './subject.ts'
import { whoCell } from './words.ts'

export const EVENTS_ON_A_PAGE = 50

/** The audit trail: one page of the events that match, the newest first. `names`: of codes that they tell of. */
export function listPage(query: ListQuery, page: TrailPage, names: CodeNames, user: User) {
  return {
    title: 'Audit trail',
    lead: 'Everything that was done here, and who did it. No event is ever changed or removed: each carries the hash of the one before it.',
    filters: filterBar(query),
    table: {
      caption: 'Events, the newest first',
      captionHidden: true,
      head: [{ text: 'When' }, { text: 'Who' }, { text: 'What happened' }, { text: 'To what' }, { text: 'Request' }],
      rows: page.events.map((event) => tableRow(event, names, user)),
      empty: empty(query, page),
    },
    pages: pages(query, page),
    files: filesOf(LIST, queryString({ ...query, before: undefined, after: undefined })),
  }
}

function tableRow(event: TrailEvent, names: CodeNames, user: User): Cell[] {
  const subject = { kind: event.subjectKind, id: event.subjectId }
  return [
    { text: instantInWords(event.at), href: `${LIST}/${event.id}`, detail: `Event ${event.id}`, header: true },
    whoCell(event),
    { text: capital(whatInWords(event, names)), tag: isErased(event) ? { text: 'Name erased', colour: 'grey' } : null },
    { text: subjectInWords(subject), href: subjectHref(user, subject) },
    { text: event.requestId === '' ? '' : event.requestId.slice(0, SHORT_ID) },
  ]
}

/** Enough of a request's id to find its line in the log; the whole stands on the event's page. */
const SHORT_ID = 8

function empty(query: ListQuery, { lookedBackTo }: TrailPage): string {
  if (lookedBackTo !== null)
    return 'Nothing that matches has been found so far. Go to the next page to look further back.'
  return isFiltered(query) ? 'No event matches. Remove a filter to see more.' : 'Nothing has happened yet.'
}

function pages(query: ListQuery, { events, older, newer, lookedBackTo }: TrailPage): PaginationView {
  const to = (place: { before?: number; after?: number }) =>
    `${LIST}${queryString({ ...query, before: undefined, after: undefined, ...place })}`
  const further =
    lookedBackTo === null
      ? ''
      : `. This page has looked back as far as event ${lookedBackTo}; the next one goes on from there`
  return {
    previous: newer === null ? null : to({ after: newer }),
    next: older === null ? null : to({ before: older }),
    words: events.length === 0 ? null : `${countOf(events.length, 'event')}, the newest first${further}`,
  }
}
