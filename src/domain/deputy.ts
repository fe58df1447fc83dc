import { z } from 'zod'
import { requiredText } from './activity-text.ts'
import { addPeriod, type Instant, type IsoDate, londonDate, readDate } from './calendar.ts'
import type { Role, User } from './permission.ts'

/** Who may stand in for a service manager: somebody who reads records, and neither audits nor administers. */
export const deputyRoles = ['manager', 'governance'] as const satisfies readonly Role[]
export type DeputyRole = (typeof deputyRoles)[number]

const LONGEST = { years: 0, months: 12, days: 0 }
/** Who is away later than this is a slip of the keyboard, or may have left by then. */
const FURTHEST = { years: 2, months: 0, days: 0 }

/**
 * How a time as deputy stands. `lapsed`: it would count today or later, but whoever named the deputy does not manage the service any more, or
 * the deputy can no longer be one; `ended`: before its last day.
 */
export const deputyStates = ['now', 'to come', 'over', 'ended', 'lapsed'] as const
export type DeputyState = (typeof deputyStates)[number]

/** What the state of a time as deputy follows from. `fromOn`, `toOn`: its first and its last day, both included. */
export type DeputyTime = {
  fromOn: IsoDate
  toOn: IsoDate
  endedAt: string | null
  managerAnswers: boolean
  deputyIsAble: boolean
}

/** How a time as deputy stands today. */
export function deputyState(time: DeputyTime, today: IsoDate): DeputyState {
  const { fromOn, toOn, endedAt } = time
  if (endedAt !== null) return 'ended'
  if (toOn < today) return 'over'
  if (!time.managerAnswers || !time.deputyIsAble) return 'lapsed'
  return fromOn > today ? 'to come' : 'now'
}

/** The name of the manager in whose place a person acted at an instant, or null when they stood in for nobody then. */
export const stoodInFor = (
  deputies: readonly (DeputyTime & { deputyId: number; managerName: string })[],
  userId: number,
  at: Instant,
): string | null =>
  deputies.find(
    ({ deputyId, fromOn, toOn, endedAt }) =>
      deputyId === userId && fromOn <= londonDate(at) && londonDate(at) <= toOn && (endedAt === null || at < endedAt),
  )?.managerName ?? null

/** The name of the manager in whose place somebody decided on a review, or null. Sending back and second approvals are never a manager’s. */
export const placeDecidedIn = (
  deputies: Parameters<typeof stoodInFor>[0],
  { decision, decidedById, decidedAt }: { decision: string; decidedById: number; decidedAt: Instant },
): string | null =>
  decision === 'approve disposal' || decision === 'keep all longer'
    ? stoodInFor(deputies, decidedById, decidedAt)
    : null

/** True for those who may end a time as deputy before its last day: who named the deputy, the deputy, and administrators. */
export const mayEndDeputy = (
  user: Pick<User, 'id' | 'role'>,
  { managerId, deputyId }: { managerId: number; deputyId: number },
): boolean => user.role === 'administrator' || user.id === managerId || user.id === deputyId

/** Ticked boxes come as nothing, one text or several. */
const ticked = z.preprocess(
  (value) => (value === undefined || value === '' ? [] : [value].flat()),
  z
    .array(z.string({ error: 'Choose services from the list' }).max(100, 'Choose services from the list'))
    .min(1, 'Choose the services in which somebody stands in for you')
    .max(1000, 'Choose 1,000 services or fewer'),
)

const day = (what: string) =>
  requiredText(what, 30).transform((text, context) => {
    const date = readDate(text)
    if (date !== null) return date
    context.addIssue({ code: 'custom', message: `Enter ${what} as a date, for example 31/03/2027` })
    return z.NEVER
  })

/** What a manager submits: who stands in for them, in which of their services (by code), from which day to which, both included. */
export const DeputyDraft = (today: IsoDate) =>
  z
    .object({
      services: ticked,
      deputy: z
        .string({ error: 'Choose who stands in for you' })
        .regex(/^\d{1,15}$/, 'Choose who stands in for you')
        .transform(Number),
      from: day('the first day')
        .refine((date) => date >= today, 'Enter a first day that is not in the past')
        .refine((date) => date <= addPeriod(today, FURTHEST), 'Enter a first day within two years from today'),
      to: day('the last day'),
    })
    .superRefine(({ from, to }, context) => {
      const problem = lastDayProblem(from, to)
      if (problem !== null) context.addIssue({ code: 'custom', path: ['to'], message: problem })
    })
export type DeputyDraft = z.output<ReturnType<typeof DeputyDraft>>

function lastDayProblem(from: IsoDate, to: IsoDate): string | null {
  if (to < from) return 'Enter a last day that is not before the first'
  return to > addPeriod(from, LONGEST) ? 'Enter a last day within 12 months of the first' : null
}
