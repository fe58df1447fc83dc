import { firstApproval } from '../../actions/review-decisions.ts'
import { disposableSince } from '../../actions/review-disposals.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { disposalToDo } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import { may, type User } from '../../domain/permission.ts'
import { mayApproveSecond } from '../../domain/review.ts'
import type { Link } from '../components.ts'
import { type FilesView, filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
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

/** What is approved, as files: a list for each source system. */
export type ApprovedList = { text: string; files: FilesView }

/** The approved lists, one for each source system and one of all; none while the cooling-off lasts. */
export function approvedLists(
  { review, sources, decisions }: ReviewFacts,
  here: string,
  today: IsoDate,
): ApprovedList[] {
  if ((disposableSince(review, decisions) ?? today) > today) return []
  const one = ({ code, name, records }: ReviewFacts['sources'][number]) => ({
    text: `${countOf(records, 'record')} of ${name} (${code})`,
    files: filesOf(`${here}/approved`, queryString({ source: code })),
  })
  const all = { text: 'All of them', files: filesOf(`${here}/approved`) }
  return sources.length > 1 ? [...sources.map(one), all] : sources.map(one)
}
