import { dateInWords, type IsoDate, monthsBefore } from '../calendar.ts'
import { isProcessorRecord } from './answers.ts'
import { type ActivityCheck, always, type CheckedNotice } from './check.ts'
import { noticesNamed } from './named-notices.ts'

const MONTHS_BETWEEN_REVIEWS = 12

/** The day on which a notice was last written or reviewed; null when it gives none. */
const newestDay = ({ createdOn, reviewedOn }: CheckedNotice): IsoDate | null =>
  [createdOn, reviewedOn]
    .filter((day) => day !== null)
    .toSorted()
    .at(-1) ?? null

const noticeKeepsUp: ActivityCheck = {
  ...always,
  code: 'ROP-10',
  severity: 'warning',
  citation: 'UK GDPR Articles 13 and 14',
  whatToDo: 'Compare the notice with the approved record, have it corrected, and enter the day of its review.',
  section: 'points-to-settle',
  find: (activity) =>
    noticesNamed(activity).flatMap((notice) => {
      const day = newestDay(notice)
      return day === null || isProcessorRecord(activity) || activity.approvedOn === null || activity.approvedOn <= day
        ? []
        : [
            {
              key: notice.code,
              text: `“${notice.title}” is of ${dateInWords(day)}, and the record was approved after that, on ${dateInWords(activity.approvedOn)}.`,
            },
          ]
    }),
}

const noticeDated: ActivityCheck = {
  ...always,
  code: 'REV-01',
  severity: 'warning',
  citation: 'UK GDPR Article 5(2)',
  whatToDo: 'Find out when the notice was written or last reviewed, and have the day put on it.',
  section: 'points-to-settle',
  find: (activity) =>
    noticesNamed(activity)
      .filter((notice) => newestDay(notice) === null)
      .map(({ code, title }) => ({ key: code, text: `“${title}” bears no date.` })),
}

/** A notice without a date is what REV-01 speaks of. */
const noticeReviewed: ActivityCheck = {
  ...always,
  code: 'REV-02',
  severity: 'warning',
  citation: 'UK GDPR Article 5(2)',
  whatToDo: 'Review the notice, and enter the day.',
  section: 'points-to-settle',
  find: (activity) =>
    noticesNamed(activity).flatMap((notice) => {
      const day = newestDay(notice)
      return day === null || day >= monthsBefore(activity.on, MONTHS_BETWEEN_REVIEWS)
        ? []
        : [
            {
              key: notice.code,
              text: `“${notice.title}” was last written or reviewed on ${dateInWords(day)}, more than 12 months ago.`,
            },
          ]
    }),
}

/** Whether the notices that the record rests on are dated, reviewed and up to date. */
export const notices: ActivityCheck[] = [noticeKeepsUp, noticeDated, noticeReviewed]
