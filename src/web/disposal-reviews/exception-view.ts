import type { ExceptionBatch } from '../../../db/queries/review-exceptions.ts'
import { dateInWords, type IsoDate, londonDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { latestExtension } from '../../domain/review.ts'
import type { HiddenField, TableView } from '../components.ts'
import { fieldError } from '../form.ts'
import { isFiltered } from './records-view.ts'
import type { ReviewFacts } from './show.ts'

/** The exception form as it was sent. `records`: the boxes that were ticked. */
export type ExceptionAnswers = {
  problems: Problem[]
  records: number[]
  apply: string
  kind: string
  date: string
  reason: string
}

export const noAnswers: ExceptionAnswers = {
  problems: [],
  records: [],
  apply: 'ticked',
  kind: '',
  date: '',
  reason: '',
}

/** The form that sets an exception for records ticked above it, or for all that the filter matches. */
export function exceptionForm({ review, query, matching, answers }: ReviewFacts, today: IsoDate) {
  const { problems } = answers
  const all = isFiltered(query)
    ? `All ${countOf(matching, 'record that matches the filter', 'records that match the filter')}`
    : `All ${countOf(matching, 'record')} of this review`
  const keep = {
    value: 'keep longer',
    text: 'They are needed longer',
    hint: `They leave this review and are kept through the date below, ${dateInWords(latestExtension(today))} at the latest`,
  }
  const correct = {
    value: 'wrong date',
    text: 'Their date is wrong',
    hint: 'Give the right date below: what is not past its period by it leaves this review',
  }
  const isMaximum = review.rule.constraint === 'maximum'
  return {
    action: `/disposal-reviews/${review.id}/exceptions`,
    hidden: hiddenFields(query, matching),
    apply: {
      name: 'apply',
      id: 'records',
      label: 'Which records?',
      value: answers.apply,
      error: fieldError(problems, 'records'),
      options: [
        { value: 'ticked', text: 'The records ticked above' },
        { value: 'all', text: all },
      ],
    },
    kind: {
      name: 'kind',
      label: 'What about them?',
      value: answers.kind,
      error: fieldError(problems, 'kind'),
      hint: isMaximum
        ? `${review.rule.code} says how long records may be kept at most: they cannot be kept longer`
        : null,
      options: isMaximum ? [correct] : [keep, correct],
    },
    date: {
      name: 'date',
      label: isMaximum ? 'The right date' : 'Keep until, or the right date',
      hint: 'For example, 14/06/2027 or 2027-06-14',
      value: answers.date,
      error: fieldError(problems, 'date'),
    },
    reason: { name: 'reason', label: 'Reason', rows: 3, value: answers.reason, error: fieldError(problems, 'reason') },
  }
}

function hiddenFields(query: ReviewFacts['query'], matching: number): HiddenField[] {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
  return [...given, { name: 'matching', value: String(matching) }]
}

/** The exceptions of a review, those made together on one line. */
export function exceptionsTable(reviewId: number, batches: ExceptionBatch[]): TableView {
  return {
    caption: 'Exceptions',
    head: [{ text: 'Exception' }, { text: 'Records', numeric: true }, { text: 'Reason' }, { text: 'Made' }],
    rows: batches.map((batch) => [
      {
        text: exceptionInWords(batch),
        href: `/disposal-reviews/${reviewId}/exceptions/${batch.batchId}`,
        tag: batch.standing === 0 ? { text: 'Undone', colour: 'grey' } : null,
        detail: undoneInWords(batch),
        header: true,
      },
      { text: batch.records.toLocaleString('en-GB'), numeric: true },
      { text: batch.reason },
      { text: dateInWords(londonDate(batch.decidedAt)), detail: `By ${batch.decidedByName}` },
    ]),
    empty: 'No exceptions have been made.',
  }
}

/** An exception in words; the right dates of records that the inventory has forgotten are forgotten too. */
export function exceptionInWords({ kind, keepUntil, correctedTriggerOn }: ExceptionBatch): string {
  if (kind === 'keep longer') return keepUntil ? `Kept until ${dateInWords(keepUntil)}` : 'Kept longer'
  return correctedTriggerOn ? `Date corrected to ${dateInWords(correctedTriggerOn)}` : 'Date corrected'
}

const undoneInWords = ({ records, standing }: ExceptionBatch): string | null =>
  standing > 0 && standing < records ? `Undone for ${countOf(records - standing, 'record')}` : null
