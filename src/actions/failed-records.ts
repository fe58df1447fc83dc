import { type Instruction, instructionById, reopenInstruction } from '../../db/queries/disposal-instructions.ts'
import {
  type ApprovedAgain,
  addToInstruction,
  approvedAgain,
  askAgain,
  type FailedItem,
  failedItems,
} from '../../db/queries/instruction-items.ts'
import { ruleVersions } from '../../db/queries/retention-rules.ts'
import type { Db } from '../../db/schema.ts'
import { checkReason } from '../domain/disposal-answer.ts'
import { countOf } from '../domain/list.ts'
import type { User } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { sameBasis } from '../domain/rule-change.ts'
import { type Acting, mustBeAllowed, NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { seenOf } from './disposal-answers.ts'
import { instructionSubject } from './disposal-instructions.ts'
import { closeDisposed } from './empty-reviews.ts'
import { takeRecordsBack } from './taking-back.ts'

/** No more are seen to at once: what is left is seen to when the form is sent again. */
const MOST_FAILED = 2_000

/** The failed records that a person chose: those ticked, or all. */
export type Chosen = { items: readonly number[] | 'all'; seen: string }

/** `again`: how many were instructed again; `kept`: those that a guard keeps from it. */
export type InstructedAgain = { again: number; kept: number }

/**
 * Instructs failed records again; every guard is asked again, and what fails one is kept. A closed instruction is open again, in another round.
 *
 * No more than `MOST_FAILED` at once. Refused under `seen` when the instruction is not what the person saw.
 */
export async function instructAgain(
  db: Db,
  acting: Acting & { who: User },
  id: number,
  chosen: Chosen,
): Promise<Checked<InstructedAgain>> {
  mustBeAllowed(acting, 'confirm a disposal')
  return db.transaction().execute(async (tx) => {
    const at = await failedAsSeen(tx, id, chosen)
    if (!at.ok) return at
    const { items } = at.value
    const { clock, who } = acting
    const records = items.map(({ recordId }) => recordId)
    const fit = new Set(await underRulesAsApproved(tx, await approvedAgain(tx, records, clock.today())))
    const going = items.filter(({ recordId }) => fit.has(recordId))
    const kept = items.filter(({ recordId }) => !fit.has(recordId))
    const by = { now: clock.now(), byName: who.name }
    await takeRecordsBack(tx, clock, idsOf(kept), {
      ...{ reason: 'A guard keeps it from being instructed again', byName: who.name },
    })
    if (going.length > 0) {
      const round = await reopenInstruction(tx, id, clock.today())
      await askAgain(
        tx,
        going.map((item) => item.id),
        idsOf(going),
        { round, ...by },
      )
      await addToInstruction(tx, id, { failed: -going.length })
    }
    await recordEvent(tx, acting, {
      ...{ kind: 'instructed again', subject: instructionSubject(id) },
      ...{ facts: { kept: kept.length }, records: idsOf(going) },
    })
    await closeDisposed(tx, acting)
    return { ok: true, value: { again: going.length, kept: kept.length } }
  })
}

/**
 * Those of some records whose rule says the same now as when they were approved, and has given all records their dates: to instruct again is a
 * new instruction.
 */
async function underRulesAsApproved(tx: Db, approved: readonly ApprovedAgain[]): Promise<number[]> {
  const fit: number[] = []
  for (const [ruleId, records] of Map.groupBy(approved, (record) => record.ruleId)) {
    const versions = await ruleVersions(tx, ruleId)
    const [now] = versions
    if (!now || versions.some(({ recomputedAt }) => recomputedAt === null)) continue
    for (const { id, approvedAt } of records) {
      const then = versions.find(({ createdAt }) => approvedAt !== null && createdAt <= approvedAt)
      if (then && sameBasis(then, now)) fit.push(id)
    }
  }
  return fit
}

/** Takes failed records back, for a reason: they are kept, and flagged anew when they are past their period. Returns how many. */
export async function takeFailedBack(
  db: Db,
  acting: Acting & { who: User },
  id: number,
  { reason, ...chosen }: Chosen & { reason: unknown },
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'confirm a disposal')
  return db.transaction().execute(async (tx) => {
    const at = await failedAsSeen(tx, id, chosen)
    if (!at.ok) return at
    const why = checkReason(reason)
    if (!why.ok) return why
    const records = idsOf(at.value.items)
    await takeRecordsBack(tx, acting.clock, records, { reason: why.value, byName: acting.who.name })
    await recordEvent(tx, acting, { kind: 'taken back', subject: instructionSubject(id), records })
    await closeDisposed(tx, acting)
    return { ok: true, value: records.length }
  })
}

const idsOf = (items: FailedItem[]): number[] => items.map(({ recordId }) => recordId)

async function failedAsSeen(
  tx: Db,
  id: number,
  { items, seen }: Chosen,
): Promise<Checked<{ items: FailedItem[]; instruction: Instruction }>> {
  const instruction = await instructionById(tx, id, null)
  if (!instruction) throw new NotAllowed('There is no such instruction')
  if (seenOf(instruction) !== seen)
    return refused(
      'seen',
      'This instruction has changed since you opened it. Look at it again. What you entered is still here.',
    )
  if (items !== 'all' && items.length === 0) return refused('item', 'Select the records that failed')
  const failed = await failedItems(tx, id, MOST_FAILED, items === 'all' ? undefined : items)
  if (failed.length === 0) return refused('seen', 'Nothing that failed is left to see to in this instruction.')
  return { ok: true, value: { items: failed, instruction } }
}

/** What was done about failed records, for people. */
export const againInWords = ({ again, kept }: InstructedAgain): string =>
  `${countOf(again, 'record was', 'records were')} instructed again.${
    kept === 0
      ? ''
      : ` ${countOf(kept, 'record is', 'records are')} kept instead, as a hold or a change of facts asks for it.`
  }`
