import { countDone } from '../../db/queries/disposal-answers.ts'
import {
  closeInstruction,
  type Instruction,
  instructionById,
  noteFetch,
} from '../../db/queries/disposal-instructions.ts'
import {
  addToInstruction,
  answerItems,
  endRecords,
  type ItemAnswer,
  isAnyOpen,
  waitingItems,
} from '../../db/queries/instruction-items.ts'
import { askToStop } from '../../db/queries/instruction-recalls.ts'
import type { Db } from '../../db/schema.ts'
import type { DisposedState } from '../domain/disposal.ts'
import type { Outcome } from '../domain/disposal-answer.ts'
import { stateAfter } from '../domain/item-standing.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { issueCertificate } from './certificates.ts'
import { closeDisposed } from './empty-reviews.ts'

const SEEN_AT_ONCE = 5_000

/** An instruction as the subject of an event. */
export const instructionSubject = (id: number) => ({ kind: 'disposal instruction', id: String(id) }) as const

/** What records become that are disposed of as an instruction says. */
export const disposedBy = ({ action }: Pick<Instruction, 'action'>): DisposedState =>
  ({ destroy: 'destroyed', anonymise: 'anonymised', 'transfer to archive': 'transferred' })[action] as DisposedState

/** Who takes answers: `byName` gave them, if not who acts; `hashKey`: of the hashes that outlive references. */
export type Answering = Acting & { hashKey: string; byName?: string }

/** Answers for items, and the id of the set of answers in which they came. */
export type Given = { answersId: number; answers: readonly ItemAnswer[] }

/**
 * Takes answers for items of an open instruction, in the caller's transaction, and closes it with the last of them.
 *
 * Every guard is asked again here: what was called back or was answered meanwhile is left as it is, and what is not to be disposed of any more
 * is called back. Returns the items whose answers were taken.
 */
export async function takeAnswers(
  tx: Db,
  acting: Answering,
  instruction: Pick<Instruction, 'id' | 'action'>,
  { answersId, answers }: Given,
): Promise<Set<number>> {
  const ids = answers.map(({ id }) => id)
  const waiting = await waitingItems(tx, ids, acting.clock.today())
  await callBack(tx, acting, instruction.id, waiting)
  const recordOf = new Map(waiting.flatMap(({ id, recordId, isKept }) => (isKept ? [] : [[id, recordId] as const])))
  const taken = answers.filter(({ id }) => recordOf.has(id)).sort((a, b) => a.id - b.id)
  if (taken.length === 0) return new Set()
  const disposed = disposedBy(instruction)
  const now = acting.clock.now()
  await answerItems(tx, taken, { now, byName: acting.byName ?? acting.who.name })
  await endRecords(
    tx,
    taken.map(({ id, outcome }) => ({ recordId: recordOf.get(id) ?? 0, state: stateAfter(outcome, disposed) })),
    now,
  )
  const count = (of: Outcome) => taken.filter(({ outcome }) => outcome === of).length
  const counts = { done: count('done'), notFound: count('not found'), failed: count('failed') }
  const days = taken.flatMap(({ doneOn }) => doneOn ?? []).sort()
  await addToInstruction(tx, instruction.id, counts, days.at(-1) ?? null)
  await countDone(tx, answersId, counts.done)
  await recordEvent(tx, acting, {
    ...{ kind: 'disposal answered', subject: instructionSubject(instruction.id) },
    facts: { done: counts.done, 'not found': counts.notFound, failed: counts.failed },
    records: taken.map(({ id }) => recordOf.get(id) ?? 0),
  })
  await closeIfAnswered(tx, acting, instruction.id)
  return new Set(taken.map(({ id }) => id))
}

/**
 * Asks the source to stop for those of some items that are not to be disposed of any more, in the caller's transaction that was told an answer for
 * them: whether it was too late is then for the source to say. Who answers knows the instruction, so that it counts as fetched.
 */
export async function callBackKept(tx: Db, acting: Acting, id: number, items: readonly number[]): Promise<void> {
  await callBack(tx, acting, id, await waitingItems(tx, items, acting.clock.today()))
}

type Waiting = Awaited<ReturnType<typeof waitingItems>>

async function callBack(tx: Db, acting: Acting & { byName?: string }, id: number, waiting: Waiting): Promise<void> {
  const kept = waiting.filter(({ isKept }) => isKept)
  if (kept.length === 0) return
  const now = acting.clock.now()
  const subject = instructionSubject(id)
  await noteFetch(tx, id, { now, byName: acting.byName ?? acting.who.name })
  const items = kept.map((item) => item.id)
  await askToStop(tx, items, now)
  await recordEvent(tx, acting, { kind: 'recall asked', subject, records: kept.map(({ recordId }) => recordId) })
}

/**
 * Closes an instruction once every item has its answer, and issues its certificate; its review is closed with the last of its instructions.
 *
 * In the caller's transaction. Does nothing while any item waits.
 */
export async function closeIfAnswered(tx: Db, acting: Answering, id: number): Promise<void> {
  if (await isAnyOpen(tx, id)) return
  const instruction = await instructionById(tx, id, null)
  if (instruction?.state !== 'open') return
  const closedAt = acting.clock.now()
  await closeInstruction(tx, id, closedAt)
  const { recordCount, doneCount, notFoundCount, failedCount, recalledCount } = instruction
  await recordEvent(tx, acting, {
    ...{ kind: 'instruction closed', subject: instructionSubject(id), at: closedAt },
    facts: {
      ...{ records: recordCount, done: doneCount, 'not found': notFoundCount, failed: failedCount },
      'called back': recalledCount,
    },
  })
  await issueCertificate(tx, acting, id, acting.hashKey)
  // Among many records that are gone it takes a while to see that none is left: that is seen once they are forgotten.
  if (recordCount <= SEEN_AT_ONCE) await closeDisposed(tx, acting)
}
