import type { DecisionRow } from '../../../db/queries/review-decisions.ts'
import { instantInWords } from '../../domain/calendar.ts'
import { disposalToDo } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import { fieldError } from '../form.ts'
import { type DecisionFacts, frame, numberField, ruleRows } from './review-form.ts'

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
