import type { Review, ReviewContents } from '../../../db/queries/review-show.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { disposedState } from '../../domain/disposal.ts'
import { listInWords } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'
import { frame } from './review-form.ts'
import { disposedVerbs } from './words.ts'

export type ConfirmationAnswers = { disposedOn?: string; method?: string; statement?: string }

/** What the form is made of. `from`: the first day on which disposal was allowed. */
export type ConfirmationFacts = {
  review: Review
  contents: ReviewContents
  sources: { code: string; name: string; records: number }[]
  from: IsoDate
  answers: ConfirmationAnswers
  problems: Problem[]
}

/** The form by which information governance confirms a disposal. */
export function confirmationPage({ review, contents, sources, from, answers, problems }: ConfirmationFacts) {
  return {
    ...frame(review, contents, problems, 'Confirm the disposal'),
    action: `/disposal-reviews/${review.id}/confirmation`,
    recordsHave: contents.records === 1 ? 'has' : 'have',
    verb: disposedVerbs[disposedState(review.rule.disposalAction)],
    where: listInWords(sources.map(({ name, records }) => `${records.toLocaleString('en-GB')} in ${name}`)),
    disposedOn: {
      name: 'disposedOn',
      label: 'Date of the disposal',
      hint: `From ${dateInWords(from)} on, the last day if it took several. For example, 14/06/2026 or 2026-06-14`,
      value: answers.disposedOn ?? '',
      error: fieldError(problems, 'disposedOn'),
    },
    method: {
      name: 'method',
      label: 'How the data was disposed of',
      hint: 'For example, deleted in the library management system by its administrator',
      value: answers.method ?? '',
      error: fieldError(problems, 'method'),
    },
    statement: {
      name: 'statement',
      label: 'What became of copies, backups and data held by processors',
      hint: 'For example, backups are overwritten after 30 days; the supplier confirmed deletion in writing',
      rows: 4,
      value: answers.statement ?? '',
      error: fieldError(problems, 'statement'),
    },
  }
}
