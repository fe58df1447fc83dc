import type { Activity } from '../../../db/queries/processing-activities.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'

/** What was typed and what is wrong with it; `version`: the one that the person has read. */
export type Answer = { version: number; typed: string; problems: Problem[] }

/** The form by which somebody confirms that what is in force is still true. `nextReviewOn`: when the next review would be. */
export function confirmationPage(activity: Activity, title: string, nextReviewOn: IsoDate, answer: Answer) {
  return {
    ...frame(activity, title, answer, 'confirmation'),
    title: 'Confirm that it is still true',
    lead: `You say that version ${answer.version} still says what is done with personal data, and why. It stays as it is, and the next review falls due on ${dateInWords(nextReviewOn)}.`,
    text: {
      ...{ name: 'text', label: 'A note (optional)', value: answer.typed },
      hint: 'For example, what you looked at, or whom you asked',
      error: fieldError(answer.problems, 'text'),
    },
    button: { text: 'Still true', kind: null, once: true },
  }
}

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
