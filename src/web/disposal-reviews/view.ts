import { firstApproval } from '../../actions/review-decisions.ts'
import { disposableSince } from '../../actions/review-disposals.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { disposalToDo } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import { may, type User } from '../../domain/permission.ts'
import { mayApproveSecond, mayDecide } from '../../domain/review.ts'
import { ruleInWords } from '../../domain/rule-words.ts'
import type { Link, SummaryRow } from '../components.ts'
import { fieldError } from '../form.ts'
import { queryString } from '../query.ts'
import { exceptionForm, exceptionsTable } from './exception-view.ts'
import { endInWords, historyTable } from './history-view.ts'
import { recordsSection } from './records-view.ts'
import type { ReviewFacts } from './show.ts'
import { isLate, lateTag, serviceName, stateTag } from './words.ts'

/** A disposal review: what is past its period, by which rule, what can be done about it and what has been. */
export function reviewPage(facts: ReviewFacts, user: User, today: IsoDate) {
  const { review, contents, answers, exceptions } = facts
  const here = `/disposal-reviews/${review.id}`
  const decides = review.state === 'open' && mayDecide(user, review)
  const mayExcept = decides && contents.records > 0
  const isOver = review.state === 'closed'
  return {
    title: `Disposal review: ${review.rule.recordSeries}`,
    heading: review.rule.recordSeries,
    caption: `Disposal review ${review.id}`,
    trail: [{ text: 'Disposal reviews', href: '/disposal-reviews' }],
    tag: stateTag(review),
    problems: answers.problems,
    stale: fieldError(answers.problems, 'seen'),
    end: endInWords(facts),
    joined:
      review.mergedIntoId === null
        ? null
        : { text: `Review ${review.mergedIntoId}`, href: `/disposal-reviews/${review.mergedIntoId}` },
    facts: summary(facts, today),
    next: nextStep(facts, user, today),
    decide: mayExcept ? { text: `Decide on ${countOf(contents.records, 'record')}`, href: `${here}/decision` } : null,
    approved: review.state === 'approved' ? approvedLists(facts, here, today) : null,
    records: isOver ? null : { ...recordsSection(facts, mayExcept, today), count: countOf(contents.records, 'record') },
    form: mayExcept ? exceptionForm(facts, today) : null,
    exceptions: exceptions.length === 0 ? null : exceptionsTable(review.id, exceptions),
    history: historyTable(facts),
  }
}

function summary({ review, contents }: ReviewFacts, today: IsoDate): SummaryRow[] {
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
            lines: [{ text: dateInWords(review.reviewBy), tag: isLate(review, today) ? lateTag : null }],
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

const decider = (service: string | null): string =>
  service === null ? 'information governance, since no service holds these records' : `the manager of ${service}`

/** What happens next, in a paragraph, and what this person can do about it. */
function nextStep(facts: ReviewFacts, user: User, today: IsoDate): { text: string; action: Link | null } | null {
  const { review, contents, decisions } = facts
  const here = `/disposal-reviews/${review.id}`
  if (review.state === 'open' && contents.records === 0)
    return {
      text: 'No records are left to decide. The next sweep closes this review; until then its exceptions can be undone.',
      action: null,
    }
  if (review.state === 'open') {
    const late = isLate(review, today)
      ? 'It is shown as late'
      : `After ${dateInWords(review.reviewBy)} it is shown as late`
    return {
      text: `Nothing is destroyed without a decision. If nobody decides, the records stay, and so does this review. ${late} to its manager and to information governance.`,
      action: null,
    }
  }
  if (review.state === 'awaiting second approval') {
    const first = firstApproval(decisions)
    const mine = first !== undefined && mayApproveSecond(user, first.decidedById)
    const text = `${first?.decidedByName ?? 'The manager'} has approved the disposal. The rule asks for a second approval, by another person, of information governance.`
    return { text, action: mine ? { text: 'Answer the first approval', href: `${here}/second-approval` } : null }
  }
  if (review.state !== 'approved') return null
  const from = disposableSince(review, decisions) ?? today
  const waits = from > today
  const text = waits
    ? `The disposal is approved. The rule’s cooling-off lasts until ${dateInWords(from)}: nothing may be disposed of before.`
    : `The disposal is approved: ${disposalToDo(review.rule.disposalAction)} the records in their source systems, then confirm it here. The records are kept in the inventory until then.`
  const confirms = may(user, 'confirm a disposal') && !waits
  return { text, action: confirms ? { text: 'Confirm the disposal', href: `${here}/confirmation` } : null }
}

/** The approved list as files, one for each source system; none while the cooling-off lasts. */
function approvedLists({ review, sources, decisions }: ReviewFacts, here: string, today: IsoDate): Link[] {
  if ((disposableSince(review, decisions) ?? today) > today) return []
  const one = ({ code, name, records }: ReviewFacts['sources'][number]) => ({
    text: `${countOf(records, 'record')} of ${name} (${code})`,
    href: `${here}/approved.csv${queryString({ source: code })}`,
  })
  const all = { text: 'All of them', href: `${here}/approved.csv` }
  return sources.length > 1 ? [...sources.map(one), all] : sources.map(one)
}
