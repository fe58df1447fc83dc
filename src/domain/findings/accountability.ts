import { standingCounts } from '../activity-evidence.ts'
import { dateInWords } from '../calendar.ts'
import { countOf } from '../list.ts'
import { oneIf } from './answers.ts'
import { type ActivityCheck, always } from './check.ts'

const ownerNamed: ActivityCheck = {
  ...always,
  code: 'ROP-09',
  severity: 'error',
  citation: 'UK GDPR Article 5(2)',
  whatToDo: 'Name the information asset owner.',
  section: 'identity',
  find: ({ content }) => oneIf(content.ownerName === '', 'No owner is named who answers for this activity.', 'owner'),
}

const reviewedInTime: ActivityCheck = {
  ...always,
  code: 'ROP-09',
  severity: 'warning',
  citation: 'UK GDPR Article 5(2)',
  whatToDo: 'Read the activity through, then confirm that it is still true, or change what is no longer so.',
  section: 'identity',
  find: ({ nextReviewOn, on }) =>
    nextReviewOn === null || nextReviewOn >= on
      ? []
      : [{ key: 'review', text: `The review of this activity was due on ${dateInWords(nextReviewOn)}.` }],
}

const proposalsSettled: ActivityCheck = {
  ...always,
  code: 'EVD-01',
  severity: 'prompt',
  citation: 'UK GDPR Article 5(2)',
  whatToDo: 'Find out for each proposed fact whether it is so, then confirm it, change it or remove it.',
  section: 'points-to-settle',
  find: ({ content }) => {
    const { proposed } = standingCounts(content)
    return oneIf(
      proposed > 0,
      proposed === 1
        ? '1 fact is only proposed: a person has yet to confirm it.'
        : `${countOf(proposed, 'fact')} are only proposed: a person has yet to confirm them.`,
    )
  },
}

/** Whether somebody answers for the activity and for what is said of it, and has looked at it in time. */
export const accountability: ActivityCheck[] = [ownerNamed, reviewedInTime, proposalsSettled]
