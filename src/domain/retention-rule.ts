import { z } from 'zod'
import { countedFromKinds } from './calendar.ts'
import { readPeriod } from './period.ts'

export const triggerKinds = [
  'fixed_date',
  'record_created',
  'last_activity',
  'event',
  'date_of_birth',
  'superseded',
  'none',
] as const
export type TriggerKind = (typeof triggerKinds)[number]

/** `minimum`: kept at least so long; `maximum`: gone by then; `both`. */
export const constraints = ['minimum', 'maximum', 'both'] as const
export type Constraint = (typeof constraints)[number]

export const disposalActions = ['destroy', 'anonymise', 'review', 'transfer to archive', 'retain permanently'] as const
export type DisposalAction = (typeof disposalActions)[number]

export const authorityKinds = [
  'statute minimum',
  'statute maximum',
  'limitation',
  'regulator guidance',
  'sector practice',
  'local decision',
  'notice promise',
] as const
export type AuthorityKind = (typeof authorityKinds)[number]

const sentence = (what: string, longest: number) =>
  z
    .string({ error: `Enter ${what}` })
    .trim()
    .min(1, `Enter ${what}`)
    .max(longest, `Shorten ${what} to ${longest} characters or fewer`)

const optionalText = (what: string, longest: number) =>
  z.string().trim().max(longest, `Shorten ${what} to ${longest} characters or fewer`).default('')

const wholeNumber = (what: string, least: number, most: number) =>
  z.coerce
    .number({ error: `Enter ${what} as a whole number` })
    .int(`Enter ${what} as a whole number`)
    .min(least, `Enter ${what} between ${least} and ${most}`)
    .max(most, `Enter ${what} between ${least} and ${most}`)

const chosen = <const T extends readonly string[]>(values: T, text: string) => z.enum(values, { error: text })

/** Blank form fields count as not answered, so that a number field left empty is not read as 0. */
const blankAsMissing = <S extends z.ZodType>(schema: S) => z.preprocess((v) => (v === '' ? undefined : v), schema)

const UNREADABLE_PERIOD =
  'Enter the period in whole years, months and days, at most 200 years in all; for example 6 years'

const fields = z.object({
  recordSeries: sentence('the record series, for example “Library membership account”', 200),
  serviceId: blankAsMissing(
    z.coerce.number({ error: 'Choose a service from the list' }).int().nullable().default(null),
  ),
  scopeNote: optionalText('the scope note', 2000),
  ownerName: sentence('the owner of the rule', 200),
  triggerKind: chosen(triggerKinds, 'Choose what starts the period'),
  triggerEvent: optionalText('the trigger event', 300),
  countedFrom: chosen(countedFromKinds, 'Choose what the period is counted from'),
  period: z
    .string()
    .trim()
    .toUpperCase()
    .refine((text) => text === '' || readPeriod(text) !== null, UNREADABLE_PERIOD)
    .default(''),
  constraint: chosen(constraints, 'Choose whether the period is a minimum, a maximum or both'),
  disposalAction: chosen(disposalActions, 'Choose what happens at the end of the period'),
  authority: sentence('the authority: the law, guidance or decision that sets the period', 500),
  authorityKind: chosen(authorityKinds, 'Choose the kind of authority'),
  approvals: blankAsMissing(wholeNumber('the number of approvals', 1, 2).default(1)),
  reviewDays: blankAsMissing(wholeNumber('the days allowed for a review', 1, 365).default(30)),
  coolingOffDays: blankAsMissing(wholeNumber('the cooling-off days', 0, 365).default(0)),
})

/**
 * What a person submits to add or change a rule.
 *
 * Refuses the contradictions that would make the schedule unsafe: destroying without a period, a period on what is kept
 * for ever, no trigger without permanence, no authority, no owner.
 * `periodUnknown` lets a rule stand whose law cannot be put as one period: its records stay open until a person dates them.
 */
export const RetentionRuleDraft = fields.superRefine((rule, context) => {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const permanent = rule.disposalAction === 'retain permanently'
  if (permanent && rule.period !== '') refuse('period', 'Remove the period: what is retained permanently has none')
  if (!permanent && rule.triggerKind === 'none')
    refuse('triggerKind', 'Choose what starts the period; only what is retained permanently has no trigger')
  const needsPeriod =
    rule.disposalAction === 'destroy' ||
    rule.disposalAction === 'anonymise' ||
    rule.disposalAction === 'transfer to archive'
  if (needsPeriod && rule.period === '')
    refuse('period', `Enter a period: nothing may be set to ${rule.disposalAction} without one`)
  if (rule.triggerKind === 'event' && rule.triggerEvent === '')
    refuse('triggerEvent', 'Enter the event that starts the period, for example “Membership ended”')
})

/** The content of one version of a rule: everything but its code, number and dates. */
export type RuleContent = z.output<typeof RetentionRuleDraft>

/** A new rule: its content and the code by which feeds name it. */
export const NewRetentionRule = z.intersection(
  z.object({
    code: z
      .string({ error: 'Enter a code' })
      .trim()
      .toUpperCase()
      .min(1, { error: 'Enter a code, for example LIB-01', abort: true })
      .max(20, { error: 'Shorten the code to 20 characters or fewer', abort: true })
      .regex(
        /^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/,
        'Enter a code of letters, digits and hyphens that starts with a letter, for example LIB-01',
      )
      .refine((code) => code !== 'NEW', 'Choose a code other than NEW: it is the address of the form'),
  }),
  RetentionRuleDraft,
)
