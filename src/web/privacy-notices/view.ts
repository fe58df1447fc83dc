import type { Citation, NoticeRow, NoticeThen, PrivacyNotice } from '../../../db/queries/privacy-notices.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { periodInWords } from '../../domain/period.ts'
import { asAtView, sinceNotKnown } from '../as-at.ts'
import type { SummaryRow } from '../components.ts'
import { linesInWords } from '../evidence.ts'
import { filesOf } from '../files-view.ts'

const LIST = '/privacy-notices'

/** The list of source documents as it is now. */
export const noticesPage = (notices: NoticeRow[]) => ({
  ...listOf(notices, 'No notice has been stored yet.'),
  asAt: asAtView(LIST, {}, null),
  files: filesOf(LIST),
})

/** The list of source documents as it stood at the end of a day. */
export function noticesThenPage(notices: NoticeThen[], asAt: AsAt) {
  const sinceNone = notices.filter(({ isSinceKnown }) => !isSinceKnown).length
  const notKnown = sinceNotKnown({ one: 'notice', many: 'notices' }, sinceNone, notices.length)
  return {
    ...listOf(notices, 'No notice had been stored by then.'),
    asAt: asAtView(LIST, {}, asAt, { notKnown }),
    files: filesOf(LIST, `?as-at=${asAt.date}`, true),
  }
}

function listOf(notices: NoticeRow[], empty: string) {
  return {
    title: 'Privacy notices',
    lead: 'The documents that the register was read from. What an activity says as stated links to the line that says it.',
    table: {
      caption: 'Privacy notices',
      captionHidden: true,
      head: [
        { text: 'Title' },
        { text: 'Service' },
        { text: 'Created' },
        { text: 'Last reviewed' },
        { text: 'Promises to keep data for' },
        { text: 'Activities', numeric: true },
      ],
      rows: notices.map((notice) => [
        { text: notice.title, href: `${LIST}/${notice.code}`, header: true },
        { text: notice.serviceName },
        { text: notice.createdOn ? dateInWords(notice.createdOn) : 'Not stated' },
        { text: notice.reviewedOn ? dateInWords(notice.reviewedOn) : 'Not stated' },
        { text: promise(notice) },
        { text: String(notice.activities), numeric: true },
      ]),
      empty,
    },
  }
}

/** A notice: what it says of itself, the activities that rest on it, and its words line by line. */
export function noticePage(notice: PrivacyNotice, facts: { heading: string; text: string }[], cited: Citation[]) {
  const byActivity = [...Map.groupBy(cited, ({ reference }) => reference).values()]
  const rows: SummaryRow[] = [
    { key: 'Service', lines: [{ text: notice.serviceName, href: `/processing-activities?service=${notice.service}` }] },
    { key: 'Created', lines: [{ text: notice.createdOn ? dateInWords(notice.createdOn) : 'Not stated' }] },
    { key: 'Last reviewed', lines: [{ text: notice.reviewedOn ? dateInWords(notice.reviewedOn) : 'Not stated' }] },
    { key: 'Promises to keep data for', lines: [{ text: promise(notice) }] },
  ]
  return {
    title: notice.title,
    trail: [{ text: 'Privacy notices', href: LIST }],
    facts: [
      ...rows,
      ...facts
        .filter(({ heading }) => heading !== 'Created' && heading !== 'Reviewed')
        .map(({ heading, text }) => ({ key: heading, lines: [{ text }] })),
    ],
    activities: {
      caption: `${countOf(byActivity.length, 'activity rests', 'activities rest')} on this notice`,
      head: [{ text: 'Reference' }, { text: 'Activity' }, { text: 'Lines of this notice' }],
      rows: byActivity.map((citations) => [
        {
          text: citations[0]?.reference ?? '',
          href: `/processing-activities/${citations[0]?.reference}`,
          header: true,
        },
        { text: citations[0]?.title ?? '' },
        { text: allLines(citations) },
      ]),
      empty: 'No activity of the register rests on this notice.',
    },
    lines: notice.body
      .replace(/\n$/, '')
      .split(/\r\n|\n|\r/)
      .map((text, at) => ({ number: at + 1, id: `L${at + 1}`, text })),
  }
}

function promise({
  shortestPeriod,
  longestPeriod,
}: {
  shortestPeriod: string | null
  longestPeriod: string | null
}): string {
  if (shortestPeriod && longestPeriod) return `${periodInWords(shortestPeriod)} to ${periodInWords(longestPeriod)}`
  const only = shortestPeriod ?? longestPeriod
  return only ? periodInWords(only) : 'No range stated'
}

/** The lines of all facts together, each once, in order. */
function allLines(citations: Citation[]): string {
  const lines = new Set(citations.flatMap(({ lines: some }) => some?.split(',') ?? []))
  const first = (line: string): number => Number(/\d+/.exec(line)?.[0] ?? 0)
  return lines.size === 0
    ? 'Not given'
    : linesInWords([...lines].sort((a, b) => first(a) - first(b)).join(',')).replace(/^lines? /, '')
}
