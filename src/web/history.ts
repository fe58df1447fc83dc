import type { Response } from 'express'
import { type TrailEvent, trailStretch } from '../../db/queries/audit-list.ts'
import { codeNames } from '../../db/queries/code-names.ts'
import type { EventKind, Subject } from '../domain/audit-event.ts'
import type { CodeNames } from '../domain/audit-names.ts'
import { eventInWords } from '../domain/audit-sentence.ts'
import { instantInWords } from '../domain/calendar.ts'
import { may } from '../domain/permission.ts'
import { userOf } from './access.ts'
import type { App } from './app-context.ts'
import { queryString } from './query.ts'

/** What was done to one thing, the latest first. `all`: the whole of it in the audit trail; hrefs are null for who may not read that. */
export type HistoryView = {
  events: { when: string; what: string; href: string | null }[]
  all: string | null
  more: boolean
}

const TRAIL = '/audit-events'
const MOST_SHOWN = 20
const EVERYTHING = { first: 1, last: Number.MAX_SAFE_INTEGER }

/** The latest of what was done to the thing that a page is about. `told`: kinds of events that the page tells already. */
export async function historyOf(
  { db }: Pick<App, 'db'>,
  res: Response,
  subject: Subject,
  told: readonly EventKind[] = [],
): Promise<HistoryView> {
  const filters = { subjectKind: subject.kind, subjectId: subject.id }
  const { events } = await trailStretch(db, filters, EVERYTHING, MOST_SHOWN + 1)
  return historyView(events.slice(0, MOST_SHOWN), {
    names: await codeNames(db, events),
    subject,
    told,
    more: events.length > MOST_SHOWN,
    mayRead: may(userOf(res), 'read the audit trail'),
  })
}

type Facts = { names: CodeNames; subject: Subject; told: readonly EventKind[]; more: boolean; mayRead: boolean }

function historyView(events: TrailEvent[], { names, subject, told, more, mayRead }: Facts): HistoryView {
  const shown = events.filter(({ kind }) => !told.includes(kind))
  return {
    events: shown.map((event) => ({
      when: instantInWords(event.at),
      what: eventInWords(event, names),
      href: mayRead ? `${TRAIL}/${event.id}` : null,
    })),
    all:
      mayRead && events.length > 0 ? `${TRAIL}${queryString({ subject: subject.kind, subject_id: subject.id })}` : null,
    more,
  }
}
