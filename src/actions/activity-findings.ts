import type { CheckFacts } from '../../db/queries/check-facts.ts'
import type { Activity } from '../../db/queries/processing-activities.ts'
import { findingsOf } from '../domain/article-30.ts'
import type { IsoDate } from '../domain/calendar.ts'
import type { Finding } from '../domain/findings/check.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'

/** What is kept of an activity beside its versions, as checks look at it. */
export type Standing = Pick<Activity, 'reference' | 'status' | 'approvedOn' | 'nextReviewOn'>

/** What the checks find of words of an activity on a day, whether or not they are in force. */
export const findingsIn = (activity: Standing, content: ActivityContent, facts: CheckFacts, on: IsoDate): Finding[] =>
  findingsOf({ ...activity, content, on, ...facts })
