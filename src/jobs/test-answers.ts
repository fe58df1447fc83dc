import { answersById } from '../../db/queries/disposal-answers.ts'
import { instructionById } from '../../db/queries/disposal-instructions.ts'
import type { Db } from '../../db/schema.ts'
import { answerForAll, applyAccepted, applyAnswers, seenOf } from '../actions/disposal-answers.ts'
import { instructApproved } from '../actions/instructing.ts'
import { forgetDisposed } from '../actions/review-disposals.ts'
import type { Clock } from '../domain/calendar.ts'
import { program, type User } from '../domain/permission.ts'

/** Instructs what is approved, answers for all of it as a person does, and has what is gone forgotten: what tests with several processes do. */
export async function disposeOfAll(
  db: Db,
  { governance, clock, hashKey }: { governance: User; clock: Clock; hashKey: string },
): Promise<void> {
  const work = { who: program('Instructing'), clock, hashKey }
  await instructApproved(db, work)
  await applyAccepted(db, work)
  const open = await db
    .selectFrom('disposalInstructions')
    .select('id')
    .where('state', '=', 'open')
    .orderBy('id')
    .execute()
  for (const { id } of open) {
    const instruction = await instructionById(db, id, null)
    if (!instruction) continue
    const answers = { doneOn: clock.today(), method: 'Deleted', statement: 'Backups expire' }
    // Whoever else answers for it meanwhile is first: what is left is looked at again later.
    const accepted = await answerForAll(db, { who: governance, clock }, id, { answers, seen: seenOf(instruction) })
    const row = accepted.ok ? await answersById(db, id, accepted.value) : undefined
    if (row) await applyAnswers(db, work, row)
  }
  await forgetDisposed(db, clock, hashKey)
}
