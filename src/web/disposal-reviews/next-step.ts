import { firstApproval } from '../../actions/review-decisions.ts'
import { disposableSince } from '../../actions/review-disposals.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { disposalToDo } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import type { User } from '../../domain/permission.ts'
import { mayApproveSecond } from '../../domain/review.ts'
import type { Link } from '../components.ts'
import type { ReviewFacts } from './show.ts'
import { isLate } from './words.ts'

/** What happens next, in a paragraph, and what this person can do about it. */
export function nextStep(facts: ReviewFacts, user: User, today: IsoDate): { text: string; action: Link | null } | null {
  const { review, contents, decisions } = facts
  const here = `/disposal-reviews/${review.id}`
  if (review.state === 'open' && contents.records === 0)
    return {
      text: 'No records are left to decide. The next sweep closes this review; until then its exceptions can be undone.',
      action: null,
    }
  if (review.state === 'open') {
    const late = isLate({ ...review, records: contents.records }, today)
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
  return { text: approvedInWords(facts, today), action: null }
}

/** What is approved is instructed once its cooling-off is over, and the source systems answer. */
function approvedInWords(facts: ReviewFacts, today: IsoDate): string {
  const { review, decisions, instructions, isRuleWaiting } = facts
  const from = disposableSince(review, decisions) ?? today
  if (from > today)
    return `The disposal is approved. The rule’s cooling-off lasts until ${dateInWords(from)}: nothing may be disposed of before.`
  if (isRuleWaiting)
    return `The disposal was approved, and rule ${review.rule.code} has been changed: its records have yet to be given their dates. What is still approved then is instructed. The rule’s page says how far that is.`
  if (instructions.length === 0)
    return 'The disposal is approved. The instructions for the source systems are made within the hour, and then listed here.'
  const failed = instructions.reduce((sum, one) => sum + one.failedCount, 0)
  if (instructions.every(({ state }) => state === 'closed') && failed > 0)
    return `The source systems have answered. The disposal of ${countOf(failed, 'record')} failed: information governance instructs it again, or takes the records back.`
  return `The disposal is approved and instructed: the source systems ${disposalToDo(review.rule.disposalAction)} the records, and answer for each. The records are kept in the inventory until then.`
}
