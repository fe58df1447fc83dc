import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { disposalToDo } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import { latestExtension } from '../../domain/review.ts'
import { fieldError } from '../form.ts'
import { type DecisionFacts, frame, numberField, ruleRows } from './review-form.ts'

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
