import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { instructionsToChase, noteChase } from '../../db/queries/disposal-instructions.ts'
import { addToInstruction } from '../../db/queries/instruction-items.ts'
import {
  answerRecalls,
  askToStop,
  endOfItems,
  itemsToStop,
  openInstructions,
  type Told,
} from '../../db/queries/instruction-recalls.ts'
import type { Db } from '../../db/schema.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { letOthersWrite } from './chunks.ts'
import { type Answering, closeIfAnswered, instructionSubject } from './disposal-instructions.ts'
import { takeRecordsBack } from './taking-back.ts'

const AT_ONCE = 2_000
const LOOKED_AT = 2_500
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
  let stopped = 0
  for (const instruction of await openInstructions(db, instructionId)) stopped += await stopOf(db, work, instruction)
  return stopped
}

/** Looks at its items stretch by stretch, since there may be a million; whoever else wants to read or write has a turn in between. */
async function stopOf(db: Db, work: Upkeep, instruction: Told): Promise<number> {
  const today = work.clock.today()
  let found: number[] = []
  let stopped = 0
  for (let after = 0, upTo: number | null = 0; upTo !== null; after = upTo ?? after) {
    work.signal?.throwIfAborted()
    upTo = await endOfItems(db, instruction.id, after, LOOKED_AT)
    found.push(...(await itemsToStop(db, instruction, { after, upTo }, today)).map(({ id }) => id))
    await turnOfEvents()
    if (found.length < AT_ONCE && (upTo !== null || found.length === 0)) continue
    const ids = found
    found = []
    stopped += await db.transaction().execute(async (tx) => {
      // Asked again: an answer may have come since.
      const items = await itemsToStop(tx, instruction, { ids }, today)
      if (items.length > 0) await stop(tx, work, instruction, items)
      return items.length
    })
    await letOthersWrite()
  }
  return stopped
}

async function stop(
  tx: Db,
  work: Upkeep,
  { id, told }: Told,
  items: readonly { id: number; recordId: number }[],
): Promise<void> {
  const by = { now: work.clock.now(), byName: work.who.name }
  const ids = items.map((item) => item.id)
  const records = items.map((item) => item.recordId)
  const about = { subject: instructionSubject(id), records }
  if (told) {
    await askToStop(tx, ids, by.now)
    return void (await recordEvent(tx, work, { kind: 'recall asked', ...about }))
  }
  await answerRecalls(tx, ids, { answer: 'stopped' }, by)
  await takeRecordsBack(tx, work.clock, records, { reason: WHY, byName: by.byName })
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
