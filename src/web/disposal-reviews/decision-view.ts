import type { DecisionRow } from '../../../db/queries/review-decisions.ts'
import type { Review, ReviewContents } from '../../../db/queries/review-show.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import { disposalToDo } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { latestExtension, mustTypeNumber } from '../../domain/review.ts'
import { ruleInWords } from '../../domain/rule-words.ts'
import type { SummaryRow } from '../components.ts'
import { fieldError } from '../form.ts'
import { serviceName } from './words.ts'

/** What was answered on either form, as it was sent. */
export type Answers = { decision?: string; answer?: string; keepUntil?: string; reason?: string; number?: string }

export type DecisionFacts = { review: Review; contents: ReviewContents; answers: Answers; problems: Problem[] }

/** The form by which the manager decides what is left of a review. */
export function decisionPage({ review, contents, answers, problems }: DecisionFacts, today: IsoDate) {
  const here = `/disposal-reviews/${review.id}`
  const records = countOf(contents.records, 'record')
  const action = disposalToDo(review.rule.disposalAction)
  const mayKeep = review.rule.constraint !== 'maximum'
  const approve = {
    value: 'approve disposal',
    text: `Approve the disposal of ${contents.records === 1 ? 'the record' : `all ${records}`}`,
    hint:
      review.rule.approvals === 2
        ? `Information governance gives a second approval; then the source systems ${action} them`
        : `The source systems then ${action} them, and information governance confirms it here`,
  }
  const keep = {
    value: 'keep all longer',
    text: 'Keep all of them longer',
    hint: `Until a date, ${dateInWords(latestExtension(today))} at the latest; give it below with the reason`,
  }
  return {
    ...frame(review, contents, problems, 'Decide on this review'),
    action: `${here}/decision`,
    rule: ruleRows(review),
    decision: {
      name: 'decision',
      label: `What is to become of the ${records}?`,
      value: answers.decision ?? '',
      error: fieldError(problems, 'decision'),
      options: mayKeep ? [approve, keep] : [approve],
    },
    keep: mayKeep
      ? {
          until: {
            name: 'keepUntil',
            label: 'Keep until',
            value: answers.keepUntil ?? '',
            error: fieldError(problems, 'keepUntil'),
          },
          reason: {
            name: 'reason',
            label: 'Reason to keep them',
            rows: 3,
            value: answers.reason ?? '',
            error: fieldError(problems, 'reason'),
          },
        }
      : null,
    maximum: mayKeep
      ? null
      : `${review.rule.code} says how long records may be kept at most, so that they cannot be kept longer.`,
    number: numberField(contents, answers, problems, 'to approve the disposal'),
  }
}

/** The form by which another person answers a first approval. */
export function secondPage({
  review,
  contents,
  answers,
  problems,
  first,
}: DecisionFacts & { first: DecisionRow | undefined }) {
  const here = `/disposal-reviews/${review.id}`
  const records = countOf(contents.records, 'record')
  return {
    ...frame(review, contents, problems, 'Answer the first approval'),
    action: `${here}/second-approval`,
    first: first
      ? `${first.decidedByName} approved the disposal of ${countOf(first.recordCount, 'record')} on ${instantInWords(first.decidedAt)}.`
      : null,
    rule: ruleRows(review),
    answer: {
      name: 'answer',
      label: `What is your answer for the ${records}?`,
      value: answers.answer ?? '',
      error: fieldError(problems, 'answer'),
      options: [
        {
          value: 'second approval',
          text: 'Approve the disposal',
          hint: `The source systems then ${disposalToDo(review.rule.disposalAction)} them`,
        },
        {
          value: 'send back',
          text: 'Send the review back to its manager',
          hint: 'Nothing is disposed of; give the reason below',
        },
      ],
    },
    reason: {
      name: 'reason',
      label: 'Reason to send it back',
      rows: 3,
      value: answers.reason ?? '',
      error: fieldError(problems, 'reason'),
    },
    number: numberField(contents, answers, problems, 'to approve the disposal'),
  }
}

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

const ruleRows = ({ rule }: Review): SummaryRow[] => [
  { key: 'Rule', lines: [{ text: `${rule.code}, version ${rule.version}` }, { text: ruleInWords(rule) }] },
  { key: 'Authority', lines: [{ text: rule.authority }] },
]

function leadOf(review: Review, { records, oldestDueOn }: ReviewContents): string {
  const of = review.serviceName === null ? '' : ` of ${review.serviceName}`
  const since = oldestDueOn ? `${records > 1 ? ', the oldest' : ''} since ${dateInWords(oldestDueOn)}` : ''
  return `${countOf(records, 'record')}${of} ${records === 1 ? 'is past its period' : 'are past their period'}${since}.`
}

/** The field to type the number of records into, where there are so many that a click would be too easy. */
export function numberField({ records }: ReviewContents, answers: Answers, problems: Problem[], why: string) {
  if (!mustTypeNumber(records)) return null
  return {
    name: 'number',
    label: `Type the number of records, ${records.toLocaleString('en-GB')}, ${why}`,
    inputmode: 'numeric',
    classes: 'govuk-input--width-10',
    value: answers.number ?? '',
    error: fieldError(problems, 'number'),
  }
}
