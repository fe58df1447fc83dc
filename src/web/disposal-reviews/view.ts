import { dateInWords, type Instant, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { User } from '../../domain/permission.ts'
import { mayDecide } from '../../domain/review.ts'
import { ruleInWords } from '../../domain/rule-words.ts'
import type { Line, SummaryRow } from '../components.ts'
import { fieldError } from '../form.ts'
import { exceptionForm } from './exception-form.ts'
import { exceptionsTable } from './exception-view.ts'
import { endInWords, historyTable } from './history-view.ts'
import { instructionsTable } from './instructions-table.ts'
import { nextStep } from './next-step.ts'
import { recordsSection } from './records-view.ts'
import { requestsTable } from './request-view.ts'
import type { ReviewFacts } from './show.ts'
import { isLate, lateTag, serviceName, stateTag } from './words.ts'
import { workProgress } from './work-view.ts'

/** A disposal review: what is past its period, by which rule, what can be done about it and what has been. */
export function reviewPage(facts: ReviewFacts, user: User, { today, now }: { today: IsoDate; now: Instant }) {
  const { review, contents, answers, exceptions, requests, work } = facts
  const here = `/disposal-reviews/${review.id}`
  const decides = review.state === 'open' && mayDecide(user, review) && !work
  const mayExcept = decides && contents.records > 0
  // What was typed stays in sight, although no record is left that it could be said of.
  const mayChoose = mayExcept && (facts.matching > 0 || answers.problems.length > 0)
  const isOver = review.state === 'closed'
  return {
    title: `Disposal review: ${review.rule.recordSeries}`,
    heading: review.rule.recordSeries,
    caption: `Disposal review ${review.id}`,
    trail: [{ text: 'Disposal reviews', href: '/disposal-reviews' }],
    tag: stateTag({ ...review, isUnderWay: work !== undefined }),
    problems: answers.problems,
    stale: fieldError(answers.problems, 'seen'),
    end: endInWords(facts),
    joined:
      review.mergedIntoId === null
        ? null
        : { text: `Review ${review.mergedIntoId}`, href: `/disposal-reviews/${review.mergedIntoId}` },
    sentBack: sentBackInWords(facts),
    facts: summary(facts, today),
    underWay: work ? { progress: workProgress({ ...facts, work }, now), refresh: here } : null,
    next: work ? null : nextStep(facts, user, today),
    decide: mayExcept ? { text: `Decide on ${countOf(contents.records, 'record')}`, href: `${here}/decision` } : null,
    instructions:
      facts.instructions.length === 0 ? null : instructionsTable('Disposal instructions', facts.instructions, today),
    records:
      isOver || facts.instructions.length > 0
        ? null
        : { ...recordsSection(facts, mayExcept, today), count: countOf(contents.records, 'record') },
    form: mayChoose ? exceptionForm(facts, today) : null,
    requests: requests.length === 0 ? null : requestsTable(review.id, requests),
    exceptions: exceptions.length === 0 ? null : exceptionsTable(review.id, exceptions),
    history: historyTable(facts),
  }
}

/** Who sent it back to be decided again, when, and why; null unless that was the last decision on it. */
function sentBackInWords({ review, decisions }: ReviewFacts): string | null {
  const [latest] = decisions
  if (review.state !== 'open' || latest?.decision !== 'send back') return null
  return `${latest.decidedByName} sent this review back on ${instantInWords(latest.decidedAt)}: ${latest.reason}`
}

function summary(facts: ReviewFacts, today: IsoDate): SummaryRow[] {
  const { review, contents } = facts
  const { rule } = review
  const since = contents.oldestDueOn ? `The oldest is past its period since ${dateInWords(contents.oldestDueOn)}` : null
  const records = { text: countOf(contents.records, 'record') }
  return [
    { key: 'Service', lines: [{ text: serviceName(review.serviceName) }] },
    ...(review.state === 'closed'
      ? []
      : [{ key: 'Records', lines: [records, ...(since ? [{ text: since, muted: true }] : [])] }]),
    {
      key: 'Rule',
      lines: [
        { text: `${rule.code}, version ${rule.version}`, href: `/retention-rules/${rule.code}` },
        { text: ruleInWords(rule) },
      ],
    },
    { key: 'Authority', lines: [{ text: rule.authority }] },
    {
      key: 'Opened',
      lines: [{ text: dateInWords(review.openedOn) }],
    },
    ...(review.state === 'closed'
      ? []
      : [
          {
            key: 'Answer by',
            lines: answerBy(facts, today),
          },
        ]),
    {
      key: 'Approvals',
      lines: [
        {
          text:
            rule.approvals === 2
              ? `Two people: ${decider(review.serviceName)}, then information governance`
              : `One person: ${decider(review.serviceName)}`,
        },
      ],
    },
  ]
}

/** The day of the review, and that of records which came into it when it was open already: they are not late with the others. */
function answerBy({ review, contents, answerDays }: ReviewFacts, today: IsoDate): Line[] {
  const later = answerDays.filter(({ reviewBy }) => reviewBy > review.reviewBy)
  const isLateNow = isLate({ ...review, records: contents.records }, today)
  const own = { text: dateInWords(review.reviewBy), tag: isLateNow ? lateTag : null }
  const [first, last] = [later[0], later.at(-1)]
  if (!first || !last) return [own]
  const count = later.reduce((sum, { records }) => sum + records, 0)
  const until = dateInWords(last.reviewBy)
  const text =
    first === last
      ? `${countOf(count, 'record was', 'records were')} added later, to be answered by ${until}`
      : `${countOf(count, 'record was', 'records were')} added later, to be answered by days of their own from ${dateInWords(first.reviewBy)} to ${until}`
  return [own, { text, muted: true }]
}

const decider = (service: string | null): string =>
  service === null ? 'information governance, since no service holds these records' : `the manager of ${service}`
