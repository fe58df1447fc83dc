import type { ExtensionRequest, recordsOfRequest } from '../../../db/queries/extension-requests.ts'
import type { Review } from '../../../db/queries/review-show.ts'
import { dateInWords, instantInWords, londonDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Cell, TableView, Tag } from '../components.ts'
import { fieldError } from '../form.ts'
import { referenceInWords } from '../records/words.ts'
import { keepReasonInWords } from './words.ts'

export const RECORDS_OF_A_REQUEST = 100

type RequestRecord = Awaited<ReturnType<typeof recordsOfRequest>>[number] & { times: number }

/** What the page of a request is made of. `records`: one page of them, and one more when others follow, with how often each was kept longer. */
export type RequestFacts = {
  review: Review
  request: ExtensionRequest
  records: RequestRecord[]
  mayAnswer: boolean
  mayWithdraw: boolean
  isFirst: boolean
  answers: { answer?: string; reason?: string }
  problems: Problem[]
}

/** A request to keep records longer that were kept longer twice before: why, of which records, and what was answered. */
export function requestPage({
  review,
  request,
  records,
  mayAnswer,
  mayWithdraw,
  isFirst,
  answers,
  problems,
}: RequestFacts) {
  const here = `/disposal-reviews/${review.id}/extension-requests/${request.id}`
  const shown = records.slice(0, RECORDS_OF_A_REQUEST)
  const until = dateInWords(request.keepUntil)
  return {
    title: `Keep longer once more, until ${until}`,
    caption: `Asked for in disposal review ${review.id}`,
    tag: requestTag(request),
    trail: [
      { text: 'Disposal reviews', href: '/disposal-reviews' },
      { text: review.rule.recordSeries, href: `/disposal-reviews/${review.id}` },
    ],
    problems,
    stale: fieldError(problems, 'seen'),
    facts: [
      { key: 'Records', lines: [{ text: countOf(request.records, 'record') }, ...leftLine(request)] },
      {
        key: 'Why',
        lines: [{ text: keepReasonInWords(request.keepBecause) ?? '' }, { text: request.reason, muted: true }],
      },
      {
        key: 'Asked',
        lines: [{ text: instantInWords(request.askedAt) }, { text: `By ${request.askedByName}`, muted: true }],
      },
      ...answeredRow(request),
    ],
    form: mayAnswer
      ? {
          action: `${here}/answer`,
          answer: {
            ...{
              name: 'answer',
              label: `${request.left === 1 ? 'Is the record' : `Are the ${countOf(request.left, 'record')}`} kept longer once more?`,
            },
            value: answers.answer ?? '',
            error: fieldError(problems, 'answer'),
            options: [
              { value: 'agreed', text: `Yes, until ${until}` },
              {
                value: 'refused',
                text:
                  request.left === 1
                    ? 'No: it stays in the review, to be decided'
                    : 'No: they stay in the review, to be decided',
                hint: 'Give the reason below',
              },
            ],
          },
          reason: {
            ...{ name: 'reason', label: 'Reason', rows: 3, value: answers.reason ?? '' },
            error: fieldError(problems, 'reason'),
          },
        }
      : null,
    withdrawal: mayWithdraw ? `${here}/withdrawal` : null,
    table: {
      ...{ caption: 'Records of this request', captionHidden: true },
      head: [
        ...[{ text: 'Record' }, { text: 'Source system' }, { text: 'Past its period from' }],
        { text: 'Kept longer before', numeric: true },
      ],
      rows: shown.map((record) => tableRow(record, review)),
      empty: 'No records.',
    } satisfies TableView,
    pages: {
      previous: isFirst ? null : here,
      next: records.length > RECORDS_OF_A_REQUEST ? `${here}?after=${shown.at(-1)?.id}` : null,
    },
  }
}

const leftLine = ({ records, left, answer }: ExtensionRequest) =>
  answer !== null || left === records
    ? []
    : [{ text: `${countOf(records - left, 'record has', 'records have')} left the review since`, muted: true }]

function answeredRow({ answer, answeredAt, answeredByName, answerReason }: ExtensionRequest) {
  if (answer === null || answeredAt === null) return []
  const why = answerReason ? [{ text: answerReason, muted: true }] : []
  const who = { text: `By ${answeredByName ?? ''} on ${instantInWords(answeredAt)}`, muted: true }
  return [{ key: 'Answer', lines: [{ text: requestTags[answer].text }, who, ...why] }]
}

const requestTags: Record<NonNullable<ExtensionRequest['answer']>, Tag> = {
  agreed: { text: 'Agreed to', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
  withdrawn: { text: 'Withdrawn', colour: 'grey' },
}

const requestTag = ({ answer }: ExtensionRequest): Tag =>
  answer === null ? { text: 'Waits for an answer', colour: 'yellow' } : requestTags[answer]

const tableRow = (record: RequestRecord, review: Review): Cell[] => [
  { text: referenceInWords(record), href: `/records/${record.id}`, header: true },
  { text: record.source },
  {
    text: record.dueOn ? dateInWords(record.dueOn) : '',
    detail: record.reviewId === review.id ? null : 'Not in the review any more',
  },
  { text: timesInWords(record.times), numeric: true },
]

/** How often a record was kept longer. */
export const timesInWords = (times: number): string =>
  times === 1 ? 'Once' : times === 2 ? 'Twice' : `${times.toLocaleString('en-GB')} times`

/** That information governance is asked about so many records first, in a sentence; blank where it is asked about none. */
export const askedInWords = (asked: number): string =>
  asked === 0
    ? ''
    : `${countOf(asked, 'record was', 'records were')} kept longer twice before: information governance is asked, and until it agrees ${asked === 1 ? 'it stays' : 'they stay'} in this review.`

/** The requests of a review to keep records longer once more. */
export function requestsTable(reviewId: number, requests: ExtensionRequest[]): TableView {
  return {
    caption: 'Asked of information governance',
    head: [
      { text: 'Keep longer once more' },
      { text: 'Records', numeric: true },
      { text: 'Reason' },
      { text: 'Asked' },
    ],
    rows: requests.map((request) => [
      {
        text: `Until ${dateInWords(request.keepUntil)}`,
        href: `/disposal-reviews/${reviewId}/extension-requests/${request.id}`,
        tag: requestTag(request),
        header: true,
      },
      { text: request.records.toLocaleString('en-GB'), numeric: true },
      { text: request.reason, detail: keepReasonInWords(request.keepBecause) },
      { text: dateInWords(londonDate(request.askedAt)), detail: `By ${request.askedByName}` },
    ]),
    empty: '',
  }
}
