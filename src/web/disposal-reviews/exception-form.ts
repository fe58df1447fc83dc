import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { keepReasons, latestExtension } from '../../domain/review.ts'
import type { HiddenField } from '../components.ts'
import { fieldError } from '../form.ts'
import { isFiltered } from './records-view.ts'
import type { ReviewFacts } from './show.ts'
import { keepReasonWords } from './words.ts'

/** The exception form as it was sent. `records`: the boxes that were ticked. */
export type ExceptionAnswers = {
  problems: Problem[]
  records: number[]
  apply: string
  kind: string
  because: string
  rule: string
  date: string
  reason: string
  number: string
}

export const noAnswers: ExceptionAnswers = {
  ...{ problems: [], records: [], apply: 'ticked' },
  ...{ kind: '', because: '', rule: '', date: '', reason: '', number: '' },
}

/** The form that sets an exception for records ticked above it, or for all that the filter matches. */
export function exceptionForm({ review, query, matching, answers, rules, contents }: ReviewFacts, today: IsoDate) {
  const { problems } = answers
  const all = isFiltered(query)
    ? `All ${countOf(matching, 'record that matches the filter', 'records that match the filter')}`
    : `All ${countOf(matching, 'record')} of this review`
  const isMaximum = review.rule.constraint === 'maximum'
  const others = rules.filter(({ code }) => code !== review.rule.code)
  return {
    action: `/disposal-reviews/${review.id}/exceptions`,
    hidden: hiddenFields(query, matching),
    apply: {
      ...{ name: 'apply', id: 'records', label: 'Which records?', value: answers.apply },
      error: fieldError(problems, 'records'),
      options: [
        { value: 'ticked', text: 'The records ticked above' },
        ...(matching > 0 ? [{ value: 'all', text: all }] : []),
      ],
    },
    kind: {
      ...{ name: 'kind', label: 'What about them?', value: answers.kind, error: fieldError(problems, 'kind') },
      hint: isMaximum
        ? `${review.rule.code} says how long records may be kept at most: they cannot be kept longer`
        : null,
      options: kindOptions(isMaximum, today),
    },
    because: isMaximum
      ? null
      : {
          ...{ name: 'because', label: 'If they are needed longer: why', value: answers.because },
          error: fieldError(problems, 'because'),
          options: [CHOOSE, ...keepReasons.map((value) => ({ value, text: keepReasonWords[value] }))],
        },
    rule: {
      ...{ name: 'rule', label: 'If they belong under another rule: which', value: answers.rule },
      error: fieldError(problems, 'rule'),
      options: [CHOOSE, ...others.map(({ code, recordSeries }) => ({ value: code, text: `${code} ${recordSeries}` }))],
    },
    date: {
      ...{ name: 'date', label: isMaximum ? 'The right date, or gone by' : 'Keep until, the right date, or gone by' },
      hint: 'For example, 14/06/2027 or 2027-06-14. With another rule, only if it counts from another event',
      value: answers.date,
      error: fieldError(problems, 'date'),
    },
    reason: {
      ...{ name: 'reason', label: 'Reason', rows: 3, value: answers.reason, error: fieldError(problems, 'reason') },
      hint: 'For what is gone already: how it is known',
    },
    number: {
      ...{
        name: 'number',
        label: `If ${contents.special ? 'they' : 'more than 100'} are gone already: how many`,
        inputmode: 'numeric',
      },
      hint: 'Type the number to confirm: the inventory forgets them, which cannot be undone',
      classes: 'govuk-input--width-10',
      value: answers.number,
      error: fieldError(problems, 'number'),
    },
  }
}

const CHOOSE = { value: '', text: 'Choose one' }

const kindOptions = (isMaximum: boolean, today: IsoDate) => [
  ...(isMaximum
    ? []
    : [
        {
          ...{ value: 'keep longer', text: 'They are needed longer' },
          hint: `They leave this review and are kept through the date below, ${dateInWords(latestExtension(today))} at the latest. What was kept longer twice already stays until information governance agrees`,
        },
      ]),
  {
    ...{ value: 'wrong date', text: 'Their date is wrong' },
    hint: 'Give the right date below: what is not past its period by it leaves this review',
  },
  {
    ...{ value: 'wrong rule', text: 'They belong under another rule' },
    hint: 'They leave this review and are dated by that rule. If it counts from another event, they wait for its date unless you give it below',
  },
  {
    ...{ value: 'already gone', text: 'Their source system has them no more' },
    hint: 'Give the day by which they were gone. The inventory then forgets them: this cannot be undone',
  },
]

function hiddenFields(query: ReviewFacts['query'], matching: number): HiddenField[] {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
  return [...given, { name: 'matching', value: String(matching) }]
}
