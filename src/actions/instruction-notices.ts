import { tellRecipient } from '../../db/queries/instruction-notices.ts'
import type { Db } from '../../db/schema.ts'
import { checkTold } from '../domain/disposal-answer.ts'
import type { User } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { instructionSubject } from './disposal-instructions.ts'

/**
 * Notes that a recipient was told of a disposal: when, and how. Refused when somebody has noted it before.
 *
 * Source: UK GDPR Article 19.
 */
export async function noteTold(
  db: Db,
  acting: Acting & { who: User },
  { instructionId, id, answers }: { instructionId: number; id: number; answers: unknown },
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'confirm a disposal')
  const told = checkTold(answers, acting.clock.today())
  if (!told.ok) return told
  return db.transaction().execute(async (tx) => {
    const noted = { id, instructionId, ...told.value, toldByName: acting.who.name }
    if (!(await tellRecipient(tx, noted))) return refused('toldOn', 'That they were told has been noted before')
    await recordEvent(tx, acting, {
      ...{ kind: 'recipient told', subject: instructionSubject(instructionId) },
      facts: { 'told on': told.value.toldOn },
    })
    return accepted(null)
  })
}
