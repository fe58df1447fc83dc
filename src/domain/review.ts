import { z } from 'zod'
import { addPeriod, dateInWords, type IsoDate, readDate } from './calendar.ts'
import type { User } from './permission.ts'
import { type Checked, check, type Problem, refused } from './problem.ts'
import type { Constraint, TriggerKind } from './retention-rule.ts'

/** What a manager may say of single records of a review: they are needed longer, or the date they are counted from is wrong. */
export const exceptionKinds = ['keep longer', 'wrong date'] as const
export type ExceptionKind = (typeof exceptionKinds)[number]

/** What a manager may decide of all the records that are left. */
export const reviewDecisions = ['approve disposal', 'keep all longer'] as const
export type ReviewDecision = (typeof reviewDecisions)[number]

/** `date`: kept until then, inclusive; or the right trigger date. */
export type Exception = { kind: ExceptionKind; date: IsoDate; reason: string }

/** The parts of a rule that bound what may be decided under it. */
export type ReviewedRule = { code: string; constraint: Constraint; triggerKind: TriggerKind }

const LONGEST_EXTENSION = { years: 0, months: 12, days: 0 }
const MOST_WITHOUT_TYPING = 100

/**
 * True for those who make the first decision on a review, exceptions included: the manager of its service, and nobody else.
 *
 * Records of no service have no manager, so that information governance decides them.
 */
export const mayDecide = (user: User, review: { serviceId: number | null }): boolean =>
  review.serviceId === null
    ? user.role === 'governance'
    : user.role === 'manager' && user.serviceIds.includes(review.serviceId)

/** True for those who may give the second approval: information governance, but never the person who gave the first. */
export const mayApproveSecond = (user: User, firstDeciderId: number): boolean =>
  user.role === 'governance' && user.id !== firstDeciderId

/** A decision over more than 100 records is confirmed by typing their number: a click alone is too easily made. */
export const mustTypeNumber = (records: number): boolean => records > MOST_WITHOUT_TYPING

/** The problem with the number that a person typed to confirm, if any. Commas and spaces within it do not matter. */
export function typedNumberProblem(records: number, typed: string): Problem | null {
  if (!mustTypeNumber(records) || typed.replace(/[\s,]/g, '') === String(records)) return null
  return { field: 'number', text: `Type the number of records, ${records.toLocaleString('en-GB')}, to confirm` }
}

const reasonGiven = z
  .string({ error: 'Enter the reason' })
  .trim()
  .min(1, 'Enter the reason')
  .max(1000, 'Shorten the reason to 1,000 characters or fewer')

const realDate = z
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

/** The last day to which a person may extend records today, inclusive. */
export const latestExtension = (today: IsoDate): IsoDate => addPeriod(today, LONGEST_EXTENSION)

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
