import { periodInWords } from '../period.ts'
import type { FieldNote } from '../processing-activity.ts'
import { isProcessorRecord, oneIf } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity } from './check.ts'
import { noticesNamed } from './named-notices.ts'

const isRuled = ({ content }: CheckedActivity): boolean => content.rules.length > 0

const notesOnRetention = ({ content }: CheckedActivity): FieldNote[] =>
  content.notes.filter(({ field }) => field === 'retention')

const periodSet: ActivityCheck = {
  ...always,
  code: 'ROP-06',
  severity: 'warning',
  citation: 'UK GDPR Article 30(1)(f)',
  whatToDo: 'Link a rule of the retention schedule for each record series.',
  section: 'how-long',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && !isRuled(activity),
      'No time limit for erasure: no retention rule is linked.',
    ),
}

/** The record may know the period, which ROP-06 asks, while the notice does not tell people of it. */
const periodTold: ActivityCheck = {
  ...always,
  code: 'RET-01',
  severity: 'warning',
  citation: 'UK GDPR Articles 5(1)(e) and 13(2)(a)',
  whatToDo: 'Have the period put into the notice, then change the note on retention.',
  section: 'how-long',
  find: (activity) =>
    isProcessorRecord(activity)
      ? []
      : silentNotices(activity).map((code) => ({
          key: code,
          text: `“${activity.notices.get(code)?.title ?? code}” does not tell people how long this data is kept.`,
        })),
}

/** The notices noted as silent on retention of which no other note says what they do tell; each once. */
function silentNotices(activity: CheckedActivity): string[] {
  const codes = (silent: boolean) =>
    notesOnRetention(activity).flatMap((note) => (note.silent === silent && note.notice !== null ? [note.notice] : []))
  return [...new Set(codes(true))].filter((code) => !codes(false).includes(code))
}

const VAGUE =
  /\b(as|so) long as (it |this |that |they )?((is|are|was) )?(reasonably )?(necessary|needed|required|we need|the .{1,40} needs?)|no longer than (is )?(necessary|needed|required)|until (it is |they are )?no longer (needed|required|necessary)/i

const formulaReplaced: ActivityCheck = {
  ...always,
  code: 'RET-02',
  severity: 'warning',
  citation: 'UK GDPR Articles 5(1)(e) and 13(2)(a)',
  whatToDo: 'Link a rule that gives a period, and have the notice say it.',
  section: 'how-long',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) &&
        !isRuled(activity) &&
        notesOnRetention(activity).some(({ silent, text }) => !silent && VAGUE.test(text)),
      'Retention is described by a vague formula, such as “as long as necessary”, that gives no period.',
    ),
}

const rangeMapped: ActivityCheck = {
  ...always,
  code: 'RET-03',
  severity: 'warning',
  citation: 'UK GDPR Articles 5(1)(e) and 30(1)(f)',
  whatToDo: 'Link a rule for each record series, so that it is known which period of the range it has.',
  section: 'how-long',
  find: (activity) =>
    isProcessorRecord(activity) || isRuled(activity)
      ? []
      : noticesNamed(activity).flatMap(({ code, title, shortestPeriod, longestPeriod }) =>
          shortestPeriod === null || longestPeriod === null
            ? []
            : [
                {
                  key: code,
                  text: `“${title}” promises between ${periodInWords(shortestPeriod)} and ${periodInWords(longestPeriod)}, and no rule says which records have which.`,
                },
              ],
        ),
}

/** Whether it is said, to people and in the record, how long data is kept. */
export const retention: ActivityCheck[] = [periodSet, periodTold, formulaReplaced, rangeMapped]
