import { z } from 'zod'
import { dateInWords, type IsoDate, readDate } from './calendar.ts'
import { type Checked, check, refused } from './problem.ts'
import { realDate } from './review-answers.ts'
import { NO_DATE, noDateInWords } from './typed-date.ts'

/** What a source system answers for a record that it was instructed to dispose of. */
export const outcomes = ['done', 'not found', 'failed'] as const
export type Outcome = (typeof outcomes)[number]

/** The answer for one record: how and when it was disposed of, or why it was not. Days are London’s. */
export type Answer =
  | { outcome: 'done'; doneOn: IsoDate; method: string }
  | { outcome: 'not found' }
  | { outcome: 'failed'; reason: string }

/** The days of an instruction between which a disposal can lie, both included. */
export type AnswerDays = { instructedOn: IsoDate; today: IsoDate }

const LONGEST_METHOD = 300
const LONGEST_REASON = 500
const LONGEST_STATEMENT = 2000

const text = (what: string, longest: number) =>
  z
    .string({ error: `Enter ${what}` })
    .trim()
    .min(1, `Enter ${what}`)
    .max(longest, `Shorten it to ${longest.toLocaleString('en-GB')} characters or fewer`)

const method = text(
  'how the data was disposed of, for example “Deleted in the library management system”',
  LONGEST_METHOD,
)

const AnswerDraft = z.discriminatedUnion(
  'outcome',
  [
    z.object({ outcome: z.literal('done'), done_on: realDate, method }),
    z.object({ outcome: z.literal('not found') }),
    z.object({ outcome: z.literal('failed'), reason: text('why it failed', LONGEST_REASON) }),
  ],
  { error: 'Enter done, not found or failed' },
)

/** Checks the answer for one record, as a row of a file or an entry of a request has it: `outcome`, `done_on`, `method`, `reason`. */
export function checkAnswer(input: Record<string, unknown>, days: AnswerDays): Checked<Answer> {
  const outcome =
    typeof input.outcome === 'string' ? input.outcome.trim().toLowerCase().replace(/_/g, ' ') : input.outcome
  const draft = check(AnswerDraft, { ...input, outcome })
  if (!draft.ok) return draft
  const answer = draft.value
  if (answer.outcome !== 'done') return { ok: true, value: answer }
  const problem = dayProblem(answer.done_on, days)
  if (problem) return refused('done_on', problem)
  return { ok: true, value: { outcome: 'done', doneOn: answer.done_on, method: answer.method } }
}

/** What is wrong with the day of a disposal, or null. */
function dayProblem(doneOn: IsoDate, { instructedOn, today }: AnswerDays): string | null {
  if (doneOn > today) return `Enter a date that has come: today is ${dateInWords(today)}`
  if (doneOn < instructedOn) return `Enter a date from ${dateInWords(instructedOn)} on: nothing was instructed before`
  return null
}

/** What became of copies, backups and data held by processors; `backupsExpireOn`: when the last backup is gone, null where there is none. */
export type CopiesStatement = { statement: string; backupsExpireOn: IsoDate | null }

const statement = text('what became of copies, backups and data held by processors', LONGEST_STATEMENT)
const expiry = z
  .string({ error: NO_DATE })
  .trim()
  .optional()
  .transform((given, context) => {
    if (given === undefined || given === '') return null
    const date = readDate(given)
    if (date !== null) return date
    context.addIssue({ code: 'custom', message: noDateInWords(given) })
    return z.NEVER
  })

const StatementDraft = z.object({ statement, backupsExpireOn: expiry })
const AllDraft = z.object({ doneOn: realDate, method, statement, backupsExpireOn: expiry })
const ApiStatement = z.object({ statement: statement.optional(), backups_expire_on: expiry })

/** Checks what a person says about copies when they send a file of answers. */
export const checkStatement = (input: unknown): Checked<CopiesStatement> => check(StatementDraft, input)

/** Checks the same in a request of a source system, where it may be left out. */
export function checkApiStatement(input: unknown): Checked<Partial<CopiesStatement>> {
  const draft = check(ApiStatement, input)
  if (!draft.ok) return draft
  const { statement, backups_expire_on: backupsExpireOn } = draft.value
  return { ok: true, value: { backupsExpireOn, ...(statement === undefined ? {} : { statement }) } }
}

/** That all records of an instruction were disposed of in one way. `doneOn`: the last day, if it took several. */
export type AnswerForAll = CopiesStatement & { doneOn: IsoDate; method: string }

/** Checks what a person says of all records of an instruction at once. */
export function checkAnswerForAll(input: unknown, days: AnswerDays): Checked<AnswerForAll> {
  const draft = check(AllDraft, input)
  if (!draft.ok) return draft
  const problem = dayProblem(draft.value.doneOn, days)
  return problem ? refused('doneOn', problem) : draft
}

/** What a source answers when it is asked to stop: it has, or it had disposed of the record before. */
export type RecallAnswer = { answer: 'stopped' } | { answer: 'too late'; doneOn: IsoDate; method: string }

const RecallDraft = z.discriminatedUnion(
  'answer',
  [z.object({ answer: z.literal('stopped') }), z.object({ answer: z.literal('too late'), done_on: realDate, method })],
  { error: 'Enter stopped or too late' },
)

/** Checks the answer to a recall: `answer`, and `done_on` and `method` when it came too late. */
export function checkRecallAnswer(input: Record<string, unknown>, days: AnswerDays): Checked<RecallAnswer> {
  const answer = typeof input.answer === 'string' ? input.answer.trim().toLowerCase().replace(/_/g, ' ') : input.answer
  const draft = check(RecallDraft, { ...input, answer })
  if (!draft.ok) return draft
  if (draft.value.answer === 'stopped') return { ok: true, value: { answer: 'stopped' } }
  const problem = dayProblem(draft.value.done_on, days)
  if (problem) return refused('done_on', problem)
  return { ok: true, value: { answer: 'too late', doneOn: draft.value.done_on, method: draft.value.method } }
}

/** Why records are taken back, as a person enters it. */
export const checkReason = (input: unknown): Checked<string> => {
  const reason = check(z.object({ reason: text('the reason', LONGEST_REASON) }), { reason: input })
  return reason.ok ? { ok: true, value: reason.value.reason } : reason
}

/** That a recipient was told of a disposal: the day, and how. */
export type Told = { toldOn: IsoDate; how: string }

/** Checks that a recipient was told, on a day that has come. */
export function checkTold(input: unknown, today: IsoDate): Checked<Told> {
  const told = check(z.object({ toldOn: realDate, how: text('how they were told', LONGEST_METHOD) }), input)
  if (told.ok && told.value.toldOn > today)
    return refused('toldOn', `Enter a date that has come: today is ${dateInWords(today)}`)
  return told
}
