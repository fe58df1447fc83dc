import { z } from 'zod'
import { addDays, dateInWords, type IsoDate, readDate } from './calendar.ts'
import type { RecordState } from './held-record.ts'
import { type Checked, check, refused } from './problem.ts'
import type { DisposalAction } from './retention-rule.ts'

/** How a record can end by decision. */
export type DisposedState = Extract<RecordState, 'destroyed' | 'anonymised' | 'transferred'>

/**
 * What records become when the disposal that their rule asks for is confirmed.
 *
 * A rule that asks for a review at the end of the period leaves the decision to people: what they approve is destroyed.
 */
export const disposedState = (action: DisposalAction): DisposedState => {
  if (action === 'anonymise') return 'anonymised'
  return action === 'transfer to archive' ? 'transferred' : 'destroyed'
}

/** The disposal as something to be done in the source system: `destroy`, `anonymise`, `transfer to archive`. */
export const disposalToDo = (action: DisposalAction): 'destroy' | 'anonymise' | 'transfer to archive' =>
  action === 'anonymise' || action === 'transfer to archive' ? action : 'destroy'

/** The first day on which approved records may be disposed of: the day of the last approval, or the end of the cooling-off. */
export const disposableFrom = (approvedOn: IsoDate, coolingOffDays: number): IsoDate =>
  addDays(approvedOn, coolingOffDays)

/** What a person confirms: when the data was disposed of, how, and what became of copies, backups and processors’ data. */
export type Confirmation = { disposedOn: IsoDate; method: string; statement: string }

const ConfirmationDraft = z.object({
  disposedOn: z
    .string({ error: 'Enter the date of the disposal' })
    .trim()
    .transform((text, context) => {
      const date = readDate(text)
      if (date !== null) return date
      const message =
        text === '' ? 'Enter the date of the disposal' : 'Enter a date that exists, for example 14/06/2026'
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }),
  method: z
    .string({ error: 'Enter how the data was disposed of' })
    .trim()
    .min(1, 'Enter how the data was disposed of, for example “Deleted in the library management system”')
    .max(300, 'Shorten the method to 300 characters or fewer'),
  statement: z
    .string({ error: 'Enter what became of copies, backups and data held by processors' })
    .trim()
    .min(1, 'Enter what became of copies, backups and data held by processors')
    .max(2000, 'Shorten the statement to 2,000 characters or fewer'),
})

/** Checks a confirmation that a person submitted; `from` is the first day on which disposal was allowed. */
export function checkConfirmation(input: unknown, from: IsoDate, today: IsoDate): Checked<Confirmation> {
  const draft = check(ConfirmationDraft, input)
  if (!draft.ok) return draft
  const { disposedOn } = draft.value
  if (disposedOn > today) return refused('disposedOn', `Enter a date that has come: today is ${dateInWords(today)}`)
  if (disposedOn < from)
    return refused('disposedOn', `Enter a date from ${dateInWords(from)} on: nothing was approved for disposal before`)
  return draft
}
