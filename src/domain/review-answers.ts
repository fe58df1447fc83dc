import { z } from 'zod'
import { dateInWords, type IsoDate, readDate } from './calendar.ts'
import { type Checked, check, type Problem, refused } from './problem.ts'
import { type Exception, exceptionKinds, latestExtension, type ReviewedRule } from './review.ts'

const reasonGiven = z
  .string({ error: 'Enter the reason' })
  .trim()
  .min(1, 'Enter the reason')
  .max(1000, 'Shorten the reason to 1,000 characters or fewer')

/** A date as people write it, that exists. */
export const realDate = z
  .string({ error: 'Enter a date, for example 14/06/2027' })
  .trim()
  .transform((text, context) => {
    const date = readDate(text)
    if (date !== null) return date
    const message =
      text === '' ? 'Enter a date, for example 14/06/2027' : 'Enter a date that exists, for example 14/06/2027'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

const ExceptionDraft = z.object({
  kind: z.enum(exceptionKinds, { error: 'Choose whether the records are needed longer or their date is wrong' }),
  date: realDate,
  reason: reasonGiven,
})

/**
 * Checks an exception that a person submitted.
 *
 * Records of a rule that is a maximum may not be kept longer; others for 12 months at most. A right date must have come,
 * unless the rule counts from a date that is fixed in advance.
 */
export function checkException(input: unknown, rule: ReviewedRule, today: IsoDate): Checked<Exception> {
  const draft = check(ExceptionDraft, input)
  if (!draft.ok) return draft
  const { kind, date } = draft.value
  const problem =
    kind === 'keep longer' ? extensionProblem(rule, date, today, 'kind') : correctionProblem(rule, date, today)
  return problem ? refused(problem.field, problem.text) : draft
}

/** A decision on what is left of a review; to keep it longer takes a date, inclusive, and a reason. */
export type Decision =
  | { decision: 'approve disposal' }
  | { decision: 'keep all longer'; keepUntil: IsoDate; reason: string }

const DecisionDraft = z.discriminatedUnion(
  'decision',
  [
    z.object({ decision: z.literal('approve disposal') }),
    z.object({ decision: z.literal('keep all longer'), keepUntil: realDate, reason: reasonGiven }),
  ],
  { error: 'Choose whether to approve the disposal or to keep the records longer' },
)

/** Checks a decision that a person submitted. To keep everything longer is bounded as each exception is. */
export function checkDecision(input: unknown, rule: ReviewedRule, today: IsoDate): Checked<Decision> {
  const draft = check(DecisionDraft, input)
  if (!draft.ok || draft.value.decision === 'approve disposal') return draft
  const problem = extensionProblem(rule, draft.value.keepUntil, today, 'decision')
  if (!problem) return draft
  return refused(problem.field === 'date' ? 'keepUntil' : problem.field, problem.text)
}

/** An answer to a first approval: the second one, or back to the manager with a reason. */
export type SecondAnswer = { answer: 'second approval' } | { answer: 'send back'; reason: string }

const SecondDraft = z.discriminatedUnion(
  'answer',
  [
    z.object({ answer: z.literal('second approval') }),
    z.object({ answer: z.literal('send back'), reason: reasonGiven }),
  ],
  { error: 'Choose whether to approve the disposal or to send the review back' },
)

/** Checks what the second person submitted. */
export const checkSecondAnswer = (input: unknown): Checked<SecondAnswer> => check(SecondDraft, input)

function extensionProblem(rule: ReviewedRule, until: IsoDate, today: IsoDate, choice: string): Problem | null {
  if (rule.constraint === 'maximum')
    return {
      field: choice,
      text: `${rule.code} says how long records may be kept at most, so that they cannot be kept longer. Correct their date if it is wrong.`,
    }
  if (until <= today) return { field: 'date', text: `Enter a date after today, ${dateInWords(today)}` }
  const latest = latestExtension(today)
  if (until > latest)
    return {
      field: 'date',
      text: `Enter a date up to ${dateInWords(latest)}: records are kept 12 months longer at most`,
    }
  return null
}

function correctionProblem(rule: ReviewedRule, date: IsoDate, today: IsoDate): Problem | null {
  if (date <= today || rule.triggerKind === 'fixed_date') return null
  return { field: 'date', text: `Enter a date that has come: today is ${dateInWords(today)}` }
}
