import {
  type AnswersRow,
  acceptedAnswers,
  addAnswers,
  countApplied,
  dropRows,
  moveAnswers,
  nextRows,
  rejectRows,
} from '../../db/queries/disposal-answers.ts'
import { type Instruction, instructionById, stateCopies } from '../../db/queries/disposal-instructions.ts'
import { nextOpenItems } from '../../db/queries/instruction-items.ts'
import type { Db } from '../../db/schema.ts'
import { checkAnswerForAll } from '../domain/disposal-answer.ts'
import { countOf } from '../domain/list.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed, NotAllowed, personActing } from './acting.ts'
import { recordEvent } from './audit.ts'
import { letOthersWrite, nextSize } from './chunks.ts'
import { instructionSubject, takeAnswers } from './disposal-instructions.ts'
import type { Held } from './job-leases.ts'

const FIRST = 500
const MEANWHILE = 'It was called back, or answered, since the file was read'

/** Who applies answers; `signal` stops between two pieces, `renew` keeps a job’s lease. */
export type Applying = Acting & { hashKey: string; signal?: AbortSignal; renew?: Held['renew'] }

/** A text that differs once an instruction is not as a person saw it. */
export const seenOf = ({ round, recordCount, answeredCount, state }: Instruction): string =>
  [state, round, recordCount, answeredCount].join('-')

/**
 * Accepts that all records of an open instruction that wait for an answer were disposed of in one way, and returns the id of the answers.
 *
 * They are applied by `applyAnswers`. Refused under `seen` when the instruction is not what the person saw.
 */
export async function answerForAll(
  db: Db,
  acting: Acting,
  id: number,
  submitted: { answers: unknown; seen: string },
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'confirm a disposal')
  const person = personActing(acting)
  return db.transaction().execute(async (tx) => {
    const open = await openInstruction(tx, id, submitted.seen)
    if (!open.ok) return open
    const instruction = open.value
    const answer = checkAnswerForAll(submitted.answers, { ...instruction, today: acting.clock.today() })
    if (!answer.ok) return answer
    const { doneOn, method, ...copies } = answer.value
    const waiting = instruction.recordCount - instruction.answeredCount
    await stateCopies(tx, id, copies)
    const answersId = await addAnswers(tx, {
      ...{ instructionId: id, kind: 'all', state: 'accepted', rowCount: waiting },
      ...{ givenById: person.id, givenByName: person.name, givenAt: acting.clock.now() },
      ...{ doneOn, method, ...copies },
    })
    await recordEvent(tx, acting, {
      ...{ kind: 'answers accepted', subject: instructionSubject(id) },
      facts: { records: waiting, 'disposed of on': doneOn },
    })
    return { ok: true, value: answersId }
  })
}

/** An instruction that is open and as a person saw it; refused otherwise, under `seen`. */
export async function openInstruction(tx: Db, id: number, seen: string): Promise<Checked<Instruction>> {
  const instruction = await instructionById(tx, id, null)
  if (!instruction) throw new NotAllowed('There is no such instruction')
  if (instruction.state === 'open' && seenOf(instruction) === seen) return { ok: true, value: instruction }
  const now =
    instruction.state === 'open'
      ? `${countOf(instruction.recordCount - instruction.answeredCount, 'record waits', 'records wait')} for an answer now`
      : 'every record has its answer by now'
  return refused(
    'seen',
    `This instruction has changed since you opened it: ${now}. Look at it again. What you entered is still here.`,
  )
}

/** Applies whatever was accepted, the first accepted first; returns how many records it was about. */
export async function applyAccepted(db: Db, work: Applying): Promise<number> {
  let applied = 0
  for (const answers of await acceptedAnswers(db)) applied += await applyAnswers(db, work, answers)
  return applied
}

/**
 * Applies answers that were accepted, in short transactions; returns how many records were answered.
 *
 * Cut off at any moment and begun again it ends as if undisturbed: what was applied waits for no answer any more.
 */
export async function applyAnswers(db: Db, work: Applying, answers: AnswersRow): Promise<number> {
  const instruction = await instructionById(db, answers.instructionId, null)
  if (!instruction) throw new Error(`There is no instruction ${answers.instructionId}`)
  const piece = answers.kind === 'all' ? pieceOfAll : pieceOfFile
  let applied = 0
  let after = 0
  for (let size = FIRST; ; ) {
    work.signal?.throwIfAborted()
    const began = performance.now()
    const done = await db.transaction().execute(async (tx) => {
      await work.renew?.(tx)
      const some = await piece(tx, work, { answers, instruction, after, size })
      if (some.looked === 0) await moveAnswers(tx, answers.id, ['accepted'], { state: 'done' })
      else await countApplied(tx, answers.id, some.taken, some.rejected)
      return some
    })
    if (done.looked === 0) return applied
    applied += done.taken
    after = done.last
    size = nextSize(done.looked, performance.now() - began)
    await letOthersWrite()
  }
}

/** `after`: the item looked at last; `size`: how many to look at. */
type Piece = { answers: AnswersRow; instruction: Instruction; after: number; size: number }

async function pieceOfAll(tx: Db, work: Applying, { answers, instruction, after, size }: Piece) {
  const ids = await nextOpenItems(tx, instruction.id, after, size)
  const { doneOn, method, givenByName } = answers
  const said = ids.map((id) => ({ id, outcome: 'done' as const, doneOn, method, reason: '' }))
  const given = { answersId: answers.id, answers: said }
  const taken = await takeAnswers(tx, { ...work, byName: givenByName }, instruction, given)
  return { looked: ids.length, taken: taken.size, rejected: 0, last: ids.at(-1) ?? after }
}

async function pieceOfFile(tx: Db, work: Applying, { answers, instruction, size }: Piece) {
  const rows = await nextRows(tx, answers.id, size)
  const said = rows.map(({ itemId, outcome, doneOn, method, reason }) => ({
    id: itemId,
    outcome,
    doneOn,
    method,
    reason,
  }))
  const given = { answersId: answers.id, answers: said }
  const taken = await takeAnswers(tx, { ...work, byName: answers.givenByName }, instruction, given)
  const isTaken = ({ itemId }: { itemId: number }) => taken.has(itemId)
  const left = rows.filter((row) => !isTaken(row)).map(({ id }) => id)
  await dropRows(
    tx,
    rows.filter(isTaken).map(({ id }) => id),
  )
  await rejectRows(tx, left, MEANWHILE)
  return { looked: rows.length, taken: taken.size, rejected: left.length, last: 0 }
}
