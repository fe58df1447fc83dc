import { z } from 'zod'
import type { TrailPlace } from '../../../db/queries/audit-list.ts'
import type { TrailQuestion } from '../../actions/audit-page.ts'
import { type EventKind, eventKinds, subjectKinds } from '../../domain/audit-event.ts'
import { queryChoice, queryDate, queryNumber, queryText } from '../query.ts'

const kinds = Object.keys(eventKinds) as [EventKind, ...EventKind[]]

export const dayLabels = { from: 'From', to: 'Up to' }

/** What narrows the trail, in its address and in that of its CSV. */
export const filterQuery = {
  person: queryText,
  subject: queryChoice(subjectKinds),
  subject_id: queryText,
  kind: queryChoice(kinds),
  from: queryDate(dayLabels.from),
  to: queryDate(dayLabels.to),
  text: queryText,
}

/** What the address of the trail can carry. `before` and `after`: the number of the event beside which the page begins. */
export const listQuery = { ...filterQuery, before: queryNumber, after: queryNumber }

const Query = z.object(listQuery)
export type ListQuery = z.output<typeof Query>

/** The filters of an address as the trail is asked. */
export const questionOf = ({ person, subject, subject_id, kind, from, to, text }: ListQuery): TrailQuestion => ({
  ...{ person, subject, subjectId: subject_id, kind, from, to, text },
})

/** Where the page of an address begins, if not at the newest event. */
export function placeOf({ before, after }: ListQuery): TrailPlace | undefined {
  if (before !== undefined) return { id: before, direction: 'older' }
  return after === undefined ? undefined : { id: after, direction: 'newer' }
}
