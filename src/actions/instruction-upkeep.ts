import { instructionsToChase, noteChase } from '../../db/queries/disposal-instructions.ts'
import { addToInstruction, takeBack } from '../../db/queries/instruction-items.ts'
import { answerRecalls, askToStop, itemsToStop, type ToStop } from '../../db/queries/instruction-recalls.ts'
import type { Db } from '../../db/schema.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { letOthersWrite } from './chunks.ts'
import { type Answering, closeIfAnswered, instructionSubject } from './disposal-instructions.ts'

const AT_ONCE = 2_000
const WHY = 'A hold, or a change of its dates, came before its source was told to dispose of it'

/** Who sees to it, and the key of the hashes that outlive references. */
export type Upkeep = Answering & { signal?: AbortSignal }

/**
 * Sees to items that are not to be disposed of any more, since a hold keeps them, somebody called them back, or they are not past their period.
 *
 * Where no source has fetched the instruction there is nobody to ask: the record is kept at once. Elsewhere the source is asked to stop.
 * Returns how many. `instructionId`: of one instruction that is about to be fetched.
 */
export async function stopWhatIsKept(db: Db, work: Upkeep, instructionId?: number): Promise<number> {
  const ofOne = instructionId === undefined ? {} : { instructionId }
  let stopped = 0
  for (const told of [false, true])
    for (;;) {
      work.signal?.throwIfAborted()
      const looked = { told, today: work.clock.today(), ...ofOne }
      const ids = (await itemsToStop(db, looked, AT_ONCE)).map(({ id }) => id)
      if (ids.length === 0) break
      stopped += await db.transaction().execute(async (tx) => {
        // Asked again: an answer may have come since.
        const items = await itemsToStop(tx, { ...looked, ids }, AT_ONCE)
        for (const those of Map.groupBy(items, (item) => item.instructionId).values()) await stop(tx, work, told, those)
        return items.length
      })
      await letOthersWrite()
    }
  return stopped
}

async function stop(tx: Db, work: Upkeep, told: boolean, items: readonly ToStop[]): Promise<void> {
  const [id = 0] = items.map((item) => item.instructionId)
  const by = { now: work.clock.now(), byName: work.who.name }
  const ids = items.map((item) => item.id)
  const records = items.map((item) => item.recordId)
  const about = { subject: instructionSubject(id), records }
  if (told) {
    await askToStop(tx, ids, by.now)
    return void (await recordEvent(tx, work, { kind: 'recall asked', ...about }))
  }
  await answerRecalls(tx, ids, { answer: 'stopped' }, by)
  await takeBack(tx, records, { reason: WHY, ...by })
  await addToInstruction(tx, id, { recalled: ids.length })
  await recordEvent(tx, work, { kind: 'taken back', ...about })
  await closeIfAnswered(tx, work, id)
}

/** Notes which instructions lack answers 30 days after their source was told, so that people are reminded. Returns how many are new. */
export async function chaseUnanswered(db: Db, acting: Acting): Promise<number> {
  const today = acting.clock.today()
  const ids = await instructionsToChase(db, today)
  for (const id of ids)
    await db.transaction().execute(async (tx) => {
      await noteChase(tx, id, today)
      await recordEvent(tx, acting, { kind: 'chased', subject: instructionSubject(id) })
    })
  return ids.length
}
