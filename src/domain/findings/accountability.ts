import { standingCounts } from '../activity-evidence.ts'
import { countOf } from '../list.ts'
import { type ActivityCheck, oneIf } from './check.ts'

const ownerNamed: ActivityCheck = {
  code: 'ROP-09',
  citation: 'UK GDPR Article 5(2)',
  find: ({ content }) => oneIf(content.ownerName === '', 'No owner is named who answers for this activity.'),
}

const proposalsSettled: ActivityCheck = {
  code: 'EVD-01',
  citation: 'UK GDPR Article 5(2)',
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

/** Whether somebody answers for the activity and for what is said of it. */
export const accountability: ActivityCheck[] = [ownerNamed, proposalsSettled]
