import type { ChangeRequest } from '../../../db/queries/change-requests.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { CHANGE_ASKED } from '../../actions/activity-confirmations.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'

/** What was typed and what is wrong with it; `version`: the one that the person has read. */
export type Answer = { version: number; typed: string; problems: Problem[] }

/** The open requests for a change that somebody has read who confirms all the same, by their ids. */
export const DESPITE = 'despite'

/**
 * The form by which somebody confirms that what is in force is still true. `nextReviewOn`: when the next review would be; `open`: what was
 * said to have changed, and nobody has seen to.
 */
export function confirmationPage(
  activity: Activity,
  title: string,
  { nextReviewOn, open }: { nextReviewOn: IsoDate; open: ChangeRequest[] },
  answer: Answer,
) {
  const page = frame(activity, title, answer, 'confirmation')
  return {
    ...page,
    hidden: [...page.hidden, ...open.map(({ id }) => ({ name: DESPITE, value: String(id) }))],
    warning: open.length === 0 ? null : changeAsked(activity, open),
    title: 'Confirm that it is still true',
    lead: `You say that version ${answer.version} still says what is done with personal data, and why. It stays as it is, and the next review falls due on ${dateInWords(nextReviewOn)}.`,
    text: {
      ...{ name: 'text', label: 'A note (optional)', value: answer.typed },
      hint: 'For example, what you looked at, or whom you asked',
      error: fieldError(answer.problems, 'text'),
    },
    button: { text: open.length === 0 ? 'Still true' : 'Still true all the same', kind: null, once: true },
  }
}

/** What somebody must know who says that nothing has changed while others, or they themselves, said that something has. */
const changeAsked = ({ reference }: Activity, open: ChangeRequest[]) => ({
  id: CHANGE_ASKED,
  lines: open.map(
    ({ askedAt, askedByName, text }) => `${askedByName} said on ${instantInWords(askedAt)} what has changed: ${text}`,
  ),
  text: 'A change was asked for, and information governance has yet to see to it. Confirm all the same only if what is in force is true as it stands; else leave it.',
  link: { text: 'See what was asked for', href: `/processing-activities/${reference}#reviewing` },
})

/** The form by which somebody says what has changed. */
export function changeRequestPage(activity: Activity, title: string, answer: Answer) {
  return {
    ...frame(activity, title, answer, 'change-request'),
    title: 'Say what has changed',
    lead: 'Information governance changes the register: say what is no longer so, and since when. What is in force stays so until then.',
    text: {
      ...{ name: 'text', label: 'What has changed?', value: answer.typed },
      hint: 'For example, the photographs are kept by another supplier since 1 October 2026',
      error: fieldError(answer.problems, 'text'),
    },
    button: { text: 'Send to information governance', kind: null, once: true },
  }
}

function frame({ reference }: Activity, title: string, { version, problems }: Answer, form: string) {
  const address = `/processing-activities/${reference}`
  return {
    caption: `${reference}, ${title}`,
    back: { text: reference, href: address },
    problems,
    action: `${address}/${form}`,
    hidden: [{ name: 'version', value: String(version) }],
  }
}
