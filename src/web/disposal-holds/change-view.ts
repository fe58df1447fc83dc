import type { Hold } from '../../../db/queries/disposal-holds.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { flaggableFrom } from '../../domain/disposal-hold.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'
import { LIST } from './words.ts'

/** What was entered on a form about a hold. */
export type Entered = { reviewOn: string; reason: string }

const frame = (hold: Hold, problems: Problem[]) => ({
  caption: `Disposal hold ${hold.id}: ${hold.title}`,
  back: { text: `Disposal hold ${hold.id}`, href: `${LIST}/${hold.id}` },
  problems,
  // The state that the reader sees: another one by the time it is sent is told.
  seen: String(hold.lockVersion),
})

const reasonField = (label: string, { reason }: Entered, problems: Problem[]) => ({
  ...{ name: 'reason', label, value: reason, error: fieldError(problems, 'reason') },
})

/** The form that keeps a hold in force until another review. */
export const extensionPage = (hold: Hold, entered: Entered, problems: Problem[]) => ({
  ...frame(hold, problems),
  title: 'Review and keep this hold',
  lead: `It was to be reviewed on ${dateInWords(hold.reviewOn)}, and stays in force until somebody lifts it.`,
  action: `${LIST}/${hold.id}/extension`,
  reviewOn: {
    ...{ name: 'reviewOn', label: 'When is it looked at again?', value: entered.reviewOn },
    hint: 'Within 12 months, for example 31/03/2027',
    error: fieldError(problems, 'reviewOn'),
  },
  reason: reasonField('Why does it stay?', entered, problems),
  button: { text: 'Keep it in force', kind: null, once: true },
})

/** The form that lifts a hold. */
export const liftingPage = (hold: Hold, entered: Entered, problems: Problem[], today: IsoDate) => ({
  ...frame(hold, problems),
  title: 'Lift this hold',
  lead: `Records that no other hold keeps may be flagged again from ${dateInWords(flaggableFrom(today))} on, with a whole review period. What was lifted cannot be put back: place another hold instead.`,
  action: `${LIST}/${hold.id}/lifting`,
  reviewOn: null,
  reason: reasonField('Why is it lifted?', entered, problems),
  button: { text: 'Lift this hold', kind: 'warning', once: true },
})
