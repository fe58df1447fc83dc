import type { RequestItem } from '../../../db/queries/review-request-items.ts'
import type { ReviewRequest } from '../../../db/queries/review-requests.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import { countOf, listInWords } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { requestState } from '../../domain/review-cycle.ts'
import type { Cell, SummaryRow } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { fieldError } from '../form.ts'
import { answerTags, LIST, progressInWords, stateTag } from './words.ts'

/** What the page of a request is made of. `mayConfirm`: whether its reader answers for these activities. */
export type ShownRequest = {
  request: ReviewRequest
  items: RequestItem[]
  mayConfirm: boolean
  mayAsk: boolean
}

/** A request for reviews, with what became of each activity. */
export function requestPage({ request, items, mayConfirm, mayAsk }: ShownRequest, today: IsoDate) {
  const open = requestState(request) === 'open'
  const address = `${LIST}/${request.id}`
  return {
    title: `Review request ${request.id}`,
    tag: stateTag(request, today),
    trail: [{ text: 'Review requests', href: LIST }],
    actions: mayAsk && open ? [{ text: 'Withdraw', href: `${address}/withdrawal`, kind: 'secondary' }] : [],
    facts: facts(request),
    table: {
      caption: countOf(items.length, 'activity', 'activities'),
      head: [{ text: 'Activity' }, { text: 'Service' }, { text: 'Answer' }, { text: 'Next review' }],
      rows: items.map((item) => itemRow(item, mayConfirm && !mayAsk && open)),
      empty: 'None of these activities is within your services.',
    },
    files: filesOf(`${address}/answers`),
  }
}

const itemRow = (item: RequestItem, toAnswer: boolean): Cell[] => [
  {
    text: item.reference,
    href: `/processing-activities/${item.reference}`,
    header: true,
    detail: item.title,
  },
  { text: item.serviceName },
  item.answer === null && toAnswer
    ? { text: 'Answer now', href: `/processing-activities/${item.reference}#reviewing`, tag: answerTags.open }
    : {
        text: '',
        tag: answerTags[item.answer ?? 'open'],
        detail: item.answeredAt ? `${instantInWords(item.answeredAt)}, by ${item.answeredByName}` : null,
      },
  { text: item.nextReviewOn ? dateInWords(item.nextReviewOn) : '' },
]

function facts(request: ReviewRequest): SummaryRow[] {
  const { askedByName, askedAt, closedAt, withdrawnAt, withdrawnByName, withdrawnReason } = request
  return [
    { key: 'Asked', lines: [{ text: `${instantInWords(askedAt)}, by ${askedByName}` }] },
    { key: 'Services', lines: [{ text: listInWords(request.services) }] },
    { key: 'Answer by', lines: [{ text: dateInWords(request.dueOn) }] },
    { key: 'Message', lines: request.message.split(/\n+/).map((text) => ({ text })) },
    { key: 'Progress', lines: [{ text: progressInWords(request) }] },
    ...(closedAt === null ? [] : [{ key: 'Answered in full', lines: [{ text: instantInWords(closedAt) }] }]),
    ...(withdrawnAt === null
      ? []
      : [
          {
            key: 'Withdrawn',
            lines: [
              { text: withdrawnReason ?? '' },
              { text: `${instantInWords(withdrawnAt)}, by ${withdrawnByName}`, muted: true },
            ],
          },
        ]),
  ]
}

/** The form that withdraws a request. */
export function withdrawalPage(request: ReviewRequest, typed: string, problems: Problem[]) {
  const address = `${LIST}/${request.id}`
  return {
    title: `Withdraw review request ${request.id}`,
    caption: listInWords(request.services),
    back: { text: `Review request ${request.id}`, href: address },
    lead: `${countOf(request.open, 'activity is', 'activities are')} unanswered: their reviews fall due again when they were due before. The managers of these services are told.`,
    problems,
    action: `${address}/withdrawal`,
    hidden: [],
    text: { name: 'text', label: 'Why is it withdrawn?', value: typed, error: fieldError(problems, 'text') },
    button: { text: 'Withdraw this request', kind: 'warning' as const, once: true },
  }
}
