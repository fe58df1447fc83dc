import { z } from 'zod'
import { oneOf, requiredText } from './activity-text.ts'
import { addPeriod, dateInWords, type IsoDate, readDate } from './calendar.ts'
import { holdKinds } from './disposal-hold.ts'
import { type Checked, check } from './problem.ts'

const MOST_MONTHS = 12

/** The last day that a hold may be reviewed on for the first time, or again: 12 months from today. */
const latestReview = (today: IsoDate): IsoDate => addPeriod(today, { years: 0, months: MOST_MONTHS, days: 0 })

/** A day in the future, and not more than 12 months ahead, on which the hold is looked at again. */
const reviewDate = (today: IsoDate) =>
  requiredText('the day on which the hold is reviewed', 30).transform((text, context) => {
    const date = readDate(text)
    const problem = reviewProblem(date, today)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
    return date ?? today
  })

function reviewProblem(date: IsoDate | null, today: IsoDate): string | null {
  if (date === null) return 'Enter the day on which the hold is reviewed as a date, for example 31/03/2027'
  if (date <= today) return 'Enter a day for the review that is still to come'
  const latest = latestReview(today)
  return date > latest ? `Enter a day for the review within 12 months: ${dateInWords(latest)} at the latest` : null
}

const codes = (what: string) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? [] : [value].flat()),
    z.array(z.string({ error: `Choose ${what} from the list` }).max(100, `Choose ${what} from the list`)),
  )

const optionalDate = (what: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.trim() : (value ?? '')),
    z.string({ error: `Enter ${what} once, as a date` }).transform((text, context) => {
      if (text === '') return null
      const date = readDate(text)
      if (date === null)
        context.addIssue({ code: 'custom', message: `Enter ${what} as a date that exists, for example 14/06/2019` })
      return date
    }),
  )

const about = (today: IsoDate) => ({
  title: requiredText('a title', 200),
  kind: oneOf(holdKinds, 'Choose what kind of hold it is'),
  mandate: requiredText('who ordered it, and by which provision', 1000),
  reason: requiredText('the reason', 4000),
  reviewOn: reviewDate(today),
})

/** A hold on what criteria say; those that are left open catch any. Codes are checked against what there is when the hold is drafted. */
const ByCriteria = (today: IsoDate) =>
  z
    .object({
      ...about(today),
      catches: z.literal('criteria'),
      services: codes('services'),
      rules: codes('rules'),
      sources: codes('source systems'),
      triggerFrom: optionalDate('the first trigger date'),
      triggerTo: optionalDate('the last trigger date'),
    })
    .check((context) => {
      const { services, rules, sources, triggerFrom, triggerTo } = context.value
      const problem = (field: string, message: string) =>
        context.issues.push({ code: 'custom', path: [field], message, input: context.value })
      if (services.length + rules.length + sources.length === 0 && triggerFrom === null && triggerTo === null)
        problem(
          'catches',
          'Choose at least one service, rule or source system, or enter trigger dates: nothing says yet what is held',
        )
      if (triggerFrom !== null && triggerTo !== null && triggerFrom > triggerTo)
        problem('triggerTo', 'Enter a last trigger date that is not before the first')
      if (Math.max(services.length, 1) * Math.max(rules.length, 1) * Math.max(sources.length, 1) > MOST_SCOPES)
        problem(
          'catches',
          `Choose fewer: together these make more than ${MOST_SCOPES.toLocaleString('en-GB')} combinations`,
        )
    })

/** Each combination of a service, a rule and a source system is asked about for each record. */
const MOST_SCOPES = 500

/** A hold on a list of references of one source system, which `readReferences` reads. */
const ByList = (today: IsoDate) =>
  z.object({
    ...about(today),
    catches: z.literal('list'),
    source: requiredText('the source system that has these references', 100),
  })

/** What a person enters for a hold. */
export type DisposalHoldDraft = z.output<ReturnType<typeof ByCriteria>> | z.output<ReturnType<typeof ByList>>

/** Checks what a person entered for a hold: all that is wrong with it at once, also while it does not say yet what the hold is on. */
export function checkHold(input: Record<string, unknown>, today: IsoDate): Checked<DisposalHoldDraft> {
  if (input.catches === 'criteria') return check(ByCriteria(today), input)
  if (input.catches === 'list') return check(ByList(today), input)
  const rest = check(z.object(about(today)), input)
  const onNothing = { field: 'catches', text: 'Choose what the hold is on' }
  return { ok: false, problems: [...(rest.ok ? [] : rest.problems), onNothing] }
}

/** A later review of a hold that stays in force. */
export const HoldExtension = (today: IsoDate) =>
  z.object({ reviewOn: reviewDate(today), reason: requiredText('why the hold stays', 4000) })

/** Why a hold is lifted. */
export const HoldLifting = z.object({ reason: requiredText('why the hold is lifted', 4000) })
