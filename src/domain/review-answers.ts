import { z } from 'zod'
import { dateInWords, type IsoDate, readDate } from './calendar.ts'
import { type Checked, check, type Problem, refused } from './problem.ts'
import { type Exception, type KeepReason, keepReasons, latestExtension, type ReviewedRule } from './review.ts'
import { NO_DATE, noDateInWords } from './typed-date.ts'

const reasonGiven = z
  .string({ error: 'Enter the reason' })
  .trim()
  .min(1, 'Enter the reason')
  .max(1000, 'Shorten the reason to 1,000 characters or fewer')

/** A date as people write it, that exists. */
export const realDate = z
  .string({ error: NO_DATE })
  .trim()
  .transform((text, context) => {
    const date = readDate(text)
    if (date !== null) return date
    context.addIssue({ code: 'custom', message: text === '' ? NO_DATE : noDateInWords(text) })
    return z.NEVER
  })

/** As `realDate`; blank: null. */
const dateIfGiven = z
  .string()
  .trim()
  .default('')
  .transform((text, context) => {
    const date = text === '' ? null : readDate(text)
    if (text === '' || date !== null) return date
    context.addIssue({ code: 'custom', message: noDateInWords(text) })
    return z.NEVER
  })

const because = z.enum(keepReasons, { error: 'Choose why they are needed longer' })

const ExceptionDraft = z.discriminatedUnion(
  'kind',
  [
    z.object({ kind: z.literal('keep longer'), date: realDate, because, reason: reasonGiven }),
    z.object({ kind: z.enum(['wrong date', 'already gone']), date: realDate, reason: reasonGiven }),
    z.object({
      kind: z.literal('wrong rule'),
      rule: z.string({ error: 'Choose the right rule' }).trim().min(1, 'Choose the right rule'),
      date: dateIfGiven,
      reason: reasonGiven,
    }),
  ],
  { error: 'Choose whether the records are needed longer, have a wrong date or rule, or are gone already' },
)

/**
 * Checks an exception that a person submitted.
 *
 * Records of a rule that is a maximum may not be kept longer; others for 12 months at most. A right date must have come,
 * unless the rule counts from a date that is fixed in advance, and so must the day by which records were gone. Whether the right rule
 * is one, and takes the date, is for those to say who know the schedule: see `correctRuleProblem`.
 */
export function checkException(input: unknown, rule: ReviewedRule, today: IsoDate): Checked<Exception> {
  const draft = check(ExceptionDraft, input)
  if (!draft.ok) return withReason(draft, input)
  const problem = exceptionProblem(draft.value, rule, today)
  return problem ? refused(problem.field, problem.text) : draft
}

/** While it is not known what about the records, nothing else can be asked for but the reason. */
function withReason(draft: { ok: false; problems: Problem[] }, input: unknown): { ok: false; problems: Problem[] } {
  if (draft.problems.every(({ field }) => field !== 'kind')) return draft
  const reason = check(z.object({ reason: reasonGiven }), input)
  return { ok: false, problems: [...draft.problems, ...(reason.ok ? [] : reason.problems)] }
}

function exceptionProblem(exception: Exception, rule: ReviewedRule, today: IsoDate): Problem | null {
  switch (exception.kind) {
    case 'keep longer':
      return extensionProblem(rule, exception.date, today, 'kind')
    case 'wrong date':
      return correctionProblem(rule, exception.date, today)
    case 'already gone':
      return hasCome(exception.date, today)
    case 'wrong rule':
      return exception.rule === rule.code
        ? { field: 'rule', text: 'Choose another rule: they are under this one' }
        : null
  }
}

/** The problem with a date that is given beside the right rule, if any. */
export const correctRuleProblem = (
  date: IsoDate | null,
  rule: Pick<ReviewedRule, 'triggerKind'>,
  today: IsoDate,
): Problem | null => (date === null ? null : correctionProblem(rule, date, today))

/** A decision on what is left of a review; to keep it longer takes a date, inclusive, and a reason. */
export type Decision =
  | { decision: 'approve disposal' }
  | { decision: 'keep all longer'; keepUntil: IsoDate; because: KeepReason; reason: string }

const DecisionDraft = z.discriminatedUnion(
  'decision',
  [
    z.object({ decision: z.literal('approve disposal') }),
    z.object({ decision: z.literal('keep all longer'), keepUntil: realDate, because, reason: reasonGiven }),
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

/** Why records may not be kept longer until a date today, in a sentence; null when they may. */
export const extensionProblemNow = (rule: ReviewedRule, until: IsoDate, today: IsoDate): string | null =>
  extensionProblem(rule, until, today, 'answer')?.text ?? null

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

function correctionProblem(rule: Pick<ReviewedRule, 'triggerKind'>, date: IsoDate, today: IsoDate): Problem | null {
  return rule.triggerKind === 'fixed_date' ? null : hasCome(date, today)
}

const hasCome = (date: IsoDate, today: IsoDate): Problem | null =>
  date <= today ? null : { field: 'date', text: `Enter a date that has come: today is ${dateInWords(today)}` }

/** What information governance answers to a request to keep records longer once more. */
export type ExtensionAnswer = { answer: 'agreed'; reason: string } | { answer: 'refused'; reason: string }

const ExtensionDraft = z.discriminatedUnion(
  'answer',
  [
    z.object({
      answer: z.literal('agreed'),
      reason: z.string().trim().max(1000, 'Shorten the reason to 1,000 characters or fewer').default(''),
    }),
    z.object({ answer: z.literal('refused'), reason: reasonGiven }),
  ],
  { error: 'Choose whether the records are kept longer once more' },
)

/** Checks an answer to a request to keep records longer once more; a refusal takes a reason. */
export const checkExtensionAnswer = (input: unknown): Checked<ExtensionAnswer> => check(ExtensionDraft, input)
