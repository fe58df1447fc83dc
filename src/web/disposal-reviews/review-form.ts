import type { Review, ReviewContents } from '../../../db/queries/review-show.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { mustTypeNumber } from '../../domain/review.ts'
import { ruleInWords } from '../../domain/rule-words.ts'
import type { SummaryRow } from '../components.ts'
import { fieldError } from '../form.ts'
import { serviceName } from './words.ts'

/** What was answered on either form, as it was sent. */
export type Answers = Partial<Record<'decision' | 'answer' | 'keepUntil' | 'because' | 'reason' | 'number', string>>

/** What both forms are made of. */
export type DecisionFacts = { review: Review; contents: ReviewContents; answers: Answers; problems: Problem[] }

/** What the forms of a review have in common. `seen` comes back with the answers and tells whether the review changed. */
export function frame(review: Review, contents: ReviewContents, problems: Problem[], title: string) {
  return {
    title,
    caption: `${review.rule.recordSeries}, ${serviceName(review.serviceName)}`,
    back: { text: 'Back to the review', href: `/disposal-reviews/${review.id}` },
    problems,
    stale: fieldError(problems, 'seen'),
    records: countOf(contents.records, 'record'),
    lead: leadOf(review, contents),
    seen: contents.seen,
  }
}

/** The rule that a review goes by, in words. */
export const ruleRows = ({ rule }: Review): SummaryRow[] => [
  { key: 'Rule', lines: [{ text: `${rule.code}, version ${rule.version}` }, { text: ruleInWords(rule) }] },
  { key: 'Authority', lines: [{ text: rule.authority }] },
]

function leadOf(review: Review, { records, oldestDueOn }: ReviewContents): string {
  const of = review.serviceName === null ? '' : ` of ${review.serviceName}`
  const since = oldestDueOn ? `${records > 1 ? ', the oldest' : ''} since ${dateInWords(oldestDueOn)}` : ''
  return `${countOf(records, 'record')}${of} ${records === 1 ? 'is past its period' : 'are past their period'}${since}.`
}

/** The field to type the number of records into, where there are so many, or of such data, that a click would be too easy. */
export function numberField(contents: ReviewContents, answers: Answers, problems: Problem[], why: string) {
  if (!mustTypeNumber(contents)) return null
  const { records, special } = contents
  return {
    name: 'number',
    label: `Type the number of records, ${records.toLocaleString('en-GB')}, ${why}`,
    hint: special ? 'Activities that use this rule hold special category or criminal offence data' : null,
    inputmode: 'numeric',
    classes: 'govuk-input--width-10',
    value: answers.number ?? '',
    error: fieldError(problems, 'number'),
  }
}
