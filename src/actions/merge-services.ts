import { jobsUnderWay } from '../../db/queries/merge-blocks.ts'
import { addMerge } from '../../db/queries/merges.ts'
import {
  countLeftBehind,
  handOver,
  isDecisionUnderWay,
  type ServiceHolds,
  serviceHolds,
} from '../../db/queries/service-moves.ts'
import { serviceByCode } from '../../db/queries/services.ts'
import type { Db } from '../../db/schema.ts'
import { checkMerge, INTO } from '../domain/merging.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { refreshNaming } from './concerned-activities.ts'
import { IMPORT } from './record-feeds.ts'
import { indexFewKinds } from './search-index.ts'
import { MOVED_AT_ONCE, moveSome, settleReviews } from './service-moves.ts'
import { tellingOfSystems } from './source-systems.ts'
import { SWEEP } from './sweep-flagging.ts'

/** What came of a merge. `left`: records that have yet to move, as there are too many to keep everybody else waiting for. */
export type MergedService = { holds: ServiceHolds; left: number }

const busy: Record<string, string> = {
  [SWEEP]: 'The sweep is gathering records by their services just now: merge when it has ended. Job runs says when',
  [IMPORT]: 'Records are being loaded just now: merge when that has ended. Record feeds says when',
}
const DECIDED =
  'Records of a disposal review of one of the two still follow the decision that was made on it: merge when they have. The review says how far they are'

/**
 * Puts a service in the place of a duplicate: managers, source systems, notices, disposal reviews and records go over to it; rules and
 * activities that name the duplicate are shown as its own, and feeds that name it are taken as its own.
 *
 * What versions of activities and rules say is not rewritten. Of many records, the first move with the merge: `moveLeftBehind` moves the
 * others. Refused for what was merged away already, while records are loaded or swept, and while a decision on many of them is carried out.
 */
export async function mergeService(
  db: Db,
  acting: Acting,
  code: string,
  into: string,
): Promise<Checked<MergedService>> {
  mustBeAllowed(acting, 'edit services and systems')
  return db.transaction().execute(async (tx) => {
    const both = checkMerge('service', await serviceByCode(tx, code), await serviceByCode(tx, into))
    if (!both.ok) return both
    const now = acting.clock.now()
    const [job] = await jobsUnderWay(tx, Object.keys(busy), now)
    if (job !== undefined) return refused(INTO, busy[job] ?? job)
    const [fromId, intoId] = [both.value.from.id, both.value.into.id]
    if (await isDecisionUnderWay(tx, [fromId, intoId])) return refused(INTO, DECIDED)
    const holds = await serviceHolds(tx, fromId)
    await addMerge(tx, { kind: 'service', fromId, intoId, mergedAt: now, mergedByName: acting.who.name })
    const notices = await tellingOfSystems(tx, acting, () => handOver(tx, fromId, intoId))
    await settleReviews(tx, acting)
    const { activities, records, reviews } = holds
    for (const id of [code, into]) {
      const facts = { duplicate: code, into, activities, records, reviews }
      await recordEvent(tx, acting, { kind: 'merged', subject: { kind: 'service', id }, facts })
    }
    // Lists as at a day before are made of what each thing says of its past.
    const changes = [{ field: 'service', before: code, after: into }]
    for (const id of notices)
      await recordEvent(tx, acting, { kind: 'changed', subject: { kind: 'privacy notice', id }, changes })
    if (await moveSome(tx, acting, MOVED_AT_ONCE)) await settleReviews(tx, acting)
    await refreshNaming(tx, 'service', intoId, acting.clock)
    // Notices went over too, and rules are shown as the other's.
    await indexFewKinds(tx)
    return accepted({ holds, left: await countLeftBehind(tx, intoId) })
  })
}
