import type { ActivityToReview } from '../../../db/queries/activity-reviews.ts'
import type { ChangeRequest } from '../../../db/queries/change-requests.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { requestRow } from '../change-requests/view.ts'
import type { Cell, TableView } from '../components.ts'

/** The activities that somebody is to confirm soon, or was to have confirmed. */
export const activitiesTable = (activities: ActivityToReview[], today: IsoDate): TableView => ({
  caption: 'Activities to review',
  head: [{ text: 'Activity' }, { text: 'Service' }, { text: 'Owner' }, { text: 'Review by' }],
  rows: activities.map((activity) => activityRow(activity, today)),
  empty: '',
})

const activityRow = (activity: ActivityToReview, today: IsoDate): Cell[] => [
  {
    text: activity.title,
    href: `/processing-activities/${activity.reference}`,
    detail: activity.reference,
    header: true,
  },
  { text: activity.serviceName },
  { text: activity.ownerName || 'Nobody is named' },
  {
    text: dateInWords(activity.nextReviewOn),
    tag: activity.nextReviewOn < today ? { text: 'Overdue', colour: 'red' } : null,
    detail: activity.changeAsked ? 'A change has been asked for' : null,
  },
]

/** What owners said has changed, and nobody has seen to. */
export const changesTable = (requests: ChangeRequest[]): TableView => ({
  caption: 'Changes asked for',
  head: [{ text: 'Request' }, { text: 'Activity' }, { text: 'What has changed' }, { text: 'Asked' }, { text: 'State' }],
  rows: requests.map((request) => requestRow(request, true)),
  empty: '',
})
