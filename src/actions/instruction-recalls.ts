import type { Instruction } from '../../db/queries/disposal-instructions.ts'
import { holdsOver } from '../../db/queries/held.ts'
import { addToInstruction, endRecords } from '../../db/queries/instruction-items.ts'
import {
  addRecallIncident,
  answerRecalls,
  type LateRecall,
  recallsAmong,
} from '../../db/queries/instruction-recalls.ts'
import type { Db } from '../../db/schema.ts'
import { checkRecallAnswer, type RecallAnswer } from '../domain/disposal-answer.ts'
import { countOf } from '../domain/list.ts'
import type { User } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { openInstruction } from './disposal-answers.ts'
import { type Answering, closeIfAnswered, disposedBy, instructionSubject } from './disposal-instructions.ts'
import { takeRecordsBack } from './taking-back.ts'

const STOPPED = 'Its source system was asked to stop, and has'

/**
 * Takes what a source answered when it was asked to stop for some items, in the caller's transaction, and returns those that were waiting for it.
 *
 * Where it has stopped, the records are kept as before. Where it was too late, they are disposed of, and that is an incident.
 */
async function takeRecallAnswers(
  tx: Db,
  acting: Answering,
  instruction: Instruction,
  ids: readonly number[],
  answer: RecallAnswer,
): Promise<Set<number>> {
  const { clock } = acting
  const by = { now: clock.now(), byName: acting.byName ?? acting.who.name }
  const waiting = await recallsAmong(tx, instruction.id, ids)
  if (waiting.length === 0) return new Set()
  const items = waiting.map(({ id }) => id)
  const records = waiting.map(({ recordId }) => recordId)
  // First, as the database takes a record under a hold to its end only where its source says that it was too late.
  await answerRecalls(tx, items, answer, by)
  const subject = instructionSubject(instruction.id)
  if (answer.answer === 'stopped') {
    await takeRecordsBack(tx, clock, records, { reason: STOPPED, byName: by.byName })
    await addToInstruction(tx, instruction.id, { recalled: items.length })
  } else {
    await tooLate(tx, acting, instruction, records)
    const state = disposedBy(instruction)
    await endRecords(
      tx,
      records.map((recordId) => ({ recordId, state })),
      by.now,
    )
    await addToInstruction(tx, instruction.id, { done: items.length }, answer.doneOn)
  }
  await recordEvent(tx, acting, { kind: 'recall answered', subject, facts: { answer: answer.answer }, records })
  await closeIfAnswered(tx, acting, instruction.id)
  return new Set(items)
}

/** Tells of records that were disposed of though they were called back: of those that a hold keeps in an incident of their own. */
async function tooLate(tx: Db, acting: Answering, instruction: Instruction, records: number[]): Promise<void> {
  const { clock } = acting
  const { sourceSystemId, id: instructionId } = instruction
  const holds = await holdsOver(tx, records)
  const kinds: [LateRecall['kind'], number[]][] = [
    ['disposed of under a hold', records.filter((id) => holds.has(id))],
    ['disposed of after a recall', records.filter((id) => !holds.has(id))],
  ]
  for (const [kind, of] of kinds.filter(([, { length }]) => length > 0)) {
    const found = { kind, sourceSystemId, instructionId, foundOn: clock.today(), foundAt: clock.now() }
    const incident = await addRecallIncident(tx, found, of)
    await recordEvent(tx, acting, {
      ...{ kind: 'incident found', subject: { kind: 'disposal incident', id: String(incident) } },
      ...{ facts: { incident: kind, instruction: instructionId }, records: of },
    })
  }
}

/** Takes what a person says of records that were called back: of those ticked. Returns how many. */
export async function answerRecallsByHand(
  db: Db,
  acting: Answering & { who: User },
  id: number,
  submitted: { answers: Record<string, unknown>; items: readonly number[]; seen: string },
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'confirm a disposal')
  return db.transaction().execute(async (tx) => {
    const open = await openInstruction(tx, id, submitted.seen)
    if (!open.ok) return open
    const days = { instructedOn: open.value.instructedOn, today: acting.clock.today() }
    const answer = checkRecallAnswer(submitted.answers, days)
    if (!answer.ok) return answer
    if (submitted.items.length === 0) return refused('item', 'Select the records that the answer is about')
    const taken = await takeRecallAnswers(tx, acting, open.value, submitted.items, answer.value)
    return { ok: true, value: taken.size }
  })
}

/** The answer to one recall as a source system sends it. */
export type SentRecallAnswer = { recall: number; fields: Record<string, unknown> }

/** Takes the answers of a source system to recalls of one of its instructions; each is told what came of it, and spoils no other. */
export async function answerRecallsByApi(
  db: Db,
  acting: Acting & { hashKey: string },
  instruction: Instruction,
  sent: readonly SentRecallAnswer[],
): Promise<{ result: 'taken' | 'rejected'; text: string }[]> {
  const days = { instructedOn: instruction.instructedOn, today: acting.clock.today() }
  return db.transaction().execute(async (tx) => {
    const results: { result: 'taken' | 'rejected'; text: string }[] = []
    for (const [at, group] of groups(sent, days).entries()) {
      if (!group.answer.ok) {
        results[group.first] = { result: 'rejected', text: sentences(group.answer.problems) }
        continue
      }
      const taken = await takeRecallAnswers(tx, acting, instruction, group.recalls, group.answer.value)
      for (const [n, recall] of group.recalls.entries())
        results[group.places[n] ?? at] = taken.has(recall)
          ? { result: 'taken', text: '' }
          : {
              result: 'rejected',
              text: 'recall: It waits for no answer: it was answered before, or there is none of this number.',
            }
    }
    return results
  })
}

type Group = { first: number; places: number[]; recalls: number[]; answer: Checked<RecallAnswer> }

/** Answers that say the same are taken together: one incident tells of all records for which it was too late. */
function groups(sent: readonly SentRecallAnswer[], days: { instructedOn: string; today: string }): Group[] {
  const found = new Map<string, Group>()
  for (const [place, { recall, fields }] of sent.entries()) {
    const answer = checkRecallAnswer(fields, days)
    const key = answer.ok ? JSON.stringify(answer.value) : `wrong ${place}`
    const group = found.get(key) ?? { first: place, places: [], recalls: [], answer }
    group.places.push(place)
    group.recalls.push(recall)
    found.set(key, group)
  }
  return [...found.values()]
}

const sentences = (problems: { field: string; text: string }[]): string =>
  problems.map(({ field, text }) => `${field}: ${text}.`).join(' ')

/** How many recalls were answered, for people. */
export const answeredInWords = (count: number, answer: unknown): string =>
  answer === 'stopped'
    ? `${countOf(count, 'record is', 'records are')} kept: the source system has stopped.`
    : `${countOf(count, 'record was', 'records were')} disposed of before: an incident tells of it.`
