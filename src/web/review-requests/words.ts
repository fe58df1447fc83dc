import type { ReviewRequest } from '../../../db/queries/review-requests.ts'
import { dateInWords, type IsoDate, londonDate } from '../../domain/calendar.ts'
import { countOf, listInWords } from '../../domain/list.ts'
import { type RequestAnswer, requestState } from '../../domain/review-cycle.ts'
import type { Tag } from '../components.ts'

export const LIST = '/review-requests'

/** How a request stands on a day, as a tag: late while something is unanswered after its day. */
export function stateTag(request: ReviewRequest, today: IsoDate): Tag {
  const state = requestState(request)
  if (state === 'withdrawn') return { text: 'Withdrawn', colour: 'grey' }
  if (state === 'closed') return { text: 'Answered', colour: 'green' }
  return request.dueOn < today ? { text: 'Late', colour: 'red' } : { text: 'Open', colour: 'yellow' }
}

/** What became of an activity, as a tag. */
export const answerTags: Record<RequestAnswer | 'open', Tag> = {
  open: { text: 'Open', colour: 'yellow' },
  confirmed: { text: 'Confirmed', colour: 'green' },
  'change asked': { text: 'Change asked for', colour: 'blue' },
  'approved anew': { text: 'Approved anew', colour: 'green' },
  retired: { text: 'Retired', colour: 'grey' },
}

/** How far a request has come: `3 of 12 activities answered: 2 confirmed, 1 change asked for`. */
export function progressInWords({ activities, confirmed, changeAsked, open }: ReviewRequest): string {
  const answered = activities - open
  const otherwise = answered - confirmed - changeAsked
  const parts = [
    ...(confirmed > 0 ? [`${confirmed.toLocaleString('en-GB')} confirmed`] : []),
    ...(changeAsked > 0 ? [`${countOf(changeAsked, 'change')} asked for`] : []),
    ...(otherwise > 0 ? [`${otherwise.toLocaleString('en-GB')} changed by governance`] : []),
  ]
  const of = `${answered.toLocaleString('en-GB')} of ${countOf(activities, 'activity', 'activities')} answered`
  return parts.length === 0 ? of : `${of}: ${listInWords(parts)}`
}

/** When a request was made: `Asked on 26 November 2026`. */
export const askedOn = ({ askedAt }: ReviewRequest): string => `Asked on ${dateInWords(londonDate(askedAt))}`
