import { addPeriod, dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { disposalToDo } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import { keepReasons, latestExtension } from '../../domain/review.ts'
import { exampleInWords } from '../../domain/typed-date.ts'
import { fieldError } from '../form.ts'
import { type DecisionFacts, frame, numberField, ruleRows } from './review-form.ts'
import { keepReasonWords } from './words.ts'

const HALF_A_YEAR = { years: 0, months: 6, days: 0 }

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
        : `The source systems are then told to ${action} them, and answer for each`,
  }
  const keep = {
    value: 'keep all longer',
    text: 'Keep all of them longer',
    hint: `Until a date, ${dateInWords(latestExtension(today))} at the latest; give it below with the reason. What was kept longer twice already stays in the review until information governance agrees`,
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
            hint: exampleInWords(addPeriod(today, HALF_A_YEAR)),
            value: answers.keepUntil ?? '',
            error: fieldError(problems, 'keepUntil'),
          },
          because: {
            ...{ name: 'because', label: 'Why they are needed longer', value: answers.because ?? '' },
            error: fieldError(problems, 'because'),
            options: [
              { value: '', text: 'Choose one' },
              ...keepReasons.map((value) => ({ value, text: keepReasonWords[value] })),
            ],
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
