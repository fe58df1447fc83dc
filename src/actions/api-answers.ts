import { addAnswers, answersByKey, forgetAnswerKeys, keepResults } from '../../db/queries/disposal-answers.ts'
import {
  type Instruction,
  instructionById,
  instructionList,
  noteFetch,
  stateCopies,
} from '../../db/queries/disposal-instructions.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds } from '../domain/calendar.ts'
import { type CopiesStatement, checkApiStatement } from '../domain/disposal-answer.ts'
import type { SourceSystemAgent } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { recordEvent } from './audit.ts'
import { type Answering, callBackKept, instructionSubject, takeAnswers } from './disposal-instructions.ts'
import { fingerprint } from './fingerprint.ts'
import { stopWhatIsKept } from './instruction-upkeep.ts'
import { matchAnswers, type SentAnswer, written } from './matched-answers.ts'
import { SENT_BEFORE } from './record-feeds.ts'

const KEYS_KEPT_SECONDS = 7 * 24 * 60 * 60

/** A source system that acts by its token. */
export type SourceActing = Answering & { who: SourceSystemAgent }

/** The instructions of a source system that are open or closed, in the order of their numbers after one of them. */
export const ownInstructions = (
  db: Db,
  { sourceSystemId }: SourceSystemAgent,
  { state, after, limit, today }: { state: 'open' | 'closed' | undefined; after: number; limit: number; today: string },
): Promise<Instruction[]> =>
  instructionList(db, { reach: null, sourceSystemId, state, today, prepared: true }, { limit, after })

/** An instruction by its number when it is the source system’s own and whole, else undefined. */
export async function ownInstruction(db: Db, who: SourceSystemAgent, id: number): Promise<Instruction | undefined> {
  const instruction = await instructionById(db, id, null)
  if (instruction?.sourceSystemId !== who.sourceSystemId || instruction.state === 'preparing') return undefined
  return instruction
}

/** Notes that a source is given its instruction; before the first time, what is not to be disposed of any more leaves it. */
export async function beginFetch(
  db: Db,
  acting: Answering & { signal?: AbortSignal },
  instruction: Instruction,
): Promise<void> {
  if (instruction.firstFetchedAt !== null || instruction.state !== 'open') return
  await stopWhatIsKept(db, acting, instruction.id)
  await db.transaction().execute(async (tx) => {
    const first = await noteFetch(tx, instruction.id, { now: acting.clock.now(), byName: acting.who.name })
    if (first)
      await recordEvent(tx, acting, { kind: 'instruction fetched', subject: instructionSubject(instruction.id) })
  })
}

/** Answers as a source system sends them. `key`: under which they are taken once; `about`: what became of copies, where it says so. */
export type SentAnswers = { answers: readonly SentAnswer[]; about: unknown; key: string | undefined }

/** What came of one answer; `taken` and `repeated` need nothing more. */
export type AnswerResult = { result: 'taken' | 'repeated' | 'rejected'; text: string }

/**
 * Takes the answers of a source system, all in one transaction, and says of each what came of it: one that cannot be taken spoils no other.
 *
 * Under a key that came before it tells what it told then (`again`); refused under `SENT_BEFORE` when something else was sent under it.
 */
export async function answerByApi(
  db: Db,
  acting: SourceActing,
  id: number,
  { answers, about, key }: SentAnswers,
): Promise<Checked<{ results: AnswerResult[]; again: boolean }>> {
  const copies = checkApiStatement(about)
  if (!copies.ok) return copies
  const requestHash = fingerprint({ answers, about })
  const now = acting.clock.now()
  return db.transaction().execute(async (tx) => {
    await forgetAnswerKeys(tx, addSeconds(now, -KEYS_KEPT_SECONDS))
    const before = key === undefined ? undefined : await answersByKey(tx, id, key)
    if (before?.requestHash === requestHash)
      return accepted({ results: JSON.parse(before.results ?? '[]') as AnswerResult[], again: true })
    if (before) return refused(SENT_BEFORE, 'Other answers were sent under this key. Use a new key.')
    const answersId = await addAnswers(tx, {
      ...{ instructionId: id, kind: 'api', state: 'done', givenByName: acting.who.name, givenAt: now },
      ...{ statement: copies.value.statement ?? '', backupsExpireOn: copies.value.backupsExpireOn ?? null },
      ...{ rowCount: answers.length, ...(key === undefined ? {} : { idempotencyKey: key, requestHash }) },
    })
    const results = await take(tx, acting, id, { answersId, answers, copies: copies.value })
    const count = (of: AnswerResult['result']) => results.filter(({ result }) => result === of).length
    await keepResults(tx, answersId, {
      ...{ rejectedCount: count('rejected'), appliedCount: count('taken') },
      results: key === undefined ? null : JSON.stringify(results),
    })
    return accepted({ results, again: false })
  })
}

type Taking = { answersId: number; answers: readonly SentAnswer[]; copies: Partial<CopiesStatement> }

async function take(
  tx: Db,
  acting: SourceActing,
  id: number,
  { answersId, answers, copies }: Taking,
): Promise<AnswerResult[]> {
  const instruction = await ownInstruction(tx, acting.who, id)
  if (!instruction) throw new Error(`There is no instruction ${id} of this source system`)
  await stateCopies(tx, id, copies)
  const looked = { today: acting.clock.today(), hashKey: acting.hashKey, seen: new Set<string>() }
  const matched = await matchAnswers(tx, instruction, answers, looked)
  const going = matched.flatMap((one) => (one.item === null ? [] : [written(one.item.id, one.answer)]))
  await takeAnswers(tx, acting, instruction, { answersId, answers: going })
  const kept = matched.flatMap((one) => (one.item === null && one.keptItem !== null ? [one.keptItem] : []))
  await callBackKept(tx, acting, instruction.id, kept)
  return matched.map((one) =>
    one.item === null
      ? { result: one.result, text: one.problems.map(({ field, text }) => `${field}: ${text}.`).join(' ') }
      : { result: 'taken', text: '' },
  )
}

/** An instruction as its source system reads it. */
export const apiInstruction = (instruction: Instruction): Record<string, unknown> => ({
  instruction: instruction.id,
  source: instruction.sourceCode,
  state: instruction.state,
  action: instruction.action,
  rule: instruction.ruleCode,
  record_series: instruction.recordSeries,
  instructed_on: instruction.instructedOn,
  records: instruction.recordCount,
  answered: instruction.answeredCount,
  done: instruction.doneCount,
  not_found: instruction.notFoundCount,
  failed: instruction.failedCount,
  called_back: instruction.recalledCount,
  fetch_key: instruction.fetchKey,
  first_fetched_at: instruction.firstFetchedAt,
  closed_at: instruction.closedAt,
})
