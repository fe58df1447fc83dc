import { pendingVersion } from '../../db/queries/activity-drafts.ts'
import { activityByReference, retire } from '../../db/queries/processing-activities.ts'
import { answerRequests } from '../../db/queries/request-answers.ts'
import type { Db } from '../../db/schema.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { withdrawPending } from './activity-approval.ts'
import { recordEvent } from './audit.ts'
import { refreshFindings } from './refresh-findings.ts'

/**
 * Retires an activity: it stays in the register, marked so, with the reason; refused when it is retired already, or was never in force.
 *
 * What is on its way for it is withdrawn with the same reason.
 */
export async function retireActivity(
  db: Db,
  acting: Acting,
  reference: string,
  reason: string,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const activity = await activityByReference(tx, reference, null)
    if (!activity) return refused('reference', `There is no activity ${reference}`)
    if (activity.currentVersionId === null)
      return refused('reason', `${reference} was never approved: withdraw its draft instead`)
    const pending = await pendingVersion(tx, activity.id)
    if (pending) await withdrawPending(tx, acting, activity, pending, reason)
    const retirement = {
      activityId: activity.id,
      reason,
      retiredAt: acting.clock.now(),
      retiredByName: acting.who.name,
    }
    if (!(await retire(tx, retirement))) return refused('reason', 'This activity is retired already')
    const answer = { answer: 'retired', answeredAt: retirement.retiredAt, answeredByName: acting.who.name } as const
    await answerRequests(tx, activity.id, answer)
    await refreshFindings(tx, [activity.id], acting.clock.today())
    const subject = { kind: 'processing activity', id: reference } as const
    await recordEvent(tx, acting, { kind: 'retired', subject, facts: { reason } })
    return accepted(null)
  })
}
