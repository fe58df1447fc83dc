import type { AsAt } from '../../src/domain/as-at.ts'
import type { SubjectKind } from '../../src/domain/audit-event.ts'
import type { Db } from '../schema.ts'

/** What a list as at a day has to know of when its rows were added, each by the id that the audit trail has of it. */
export type Additions = {
  /** True for what was added after the day. */
  isLater: (subjectId: string) => boolean
  /** True for what was there before it was kept when such a thing is added: it is shown as at any day. */
  isNotKnown: (subjectId: string) => boolean
}

/**
 * When things of a kind were added, as the audit trail tells it: each by its own event, or with the sample register.
 *
 * A sample is loaded into an empty register, so that what has no event of its own was never there before it. `ofSample`: those that can have come with
 * it, where others may lack an event too.
 */
export async function additionsOf(
  db: Db,
  subjectKind: SubjectKind,
  asAt: AsAt,
  ofSample: (subjectId: string) => boolean = () => true,
): Promise<Additions> {
  const events = await db
    .selectFrom('auditEvents')
    .select(['subjectId', 'at'])
    .where('subjectKind', '=', subjectKind)
    .where('kind', '=', 'added')
    .execute()
  const addedAt = new Map(events.map(({ subjectId, at }) => [subjectId, at]))
  const loaded = await sampleLoaded(db)
  const since = (subjectId: string) => addedAt.get(subjectId) ?? (ofSample(subjectId) ? (loaded?.at ?? null) : null)
  return {
    isLater: (subjectId) => (since(subjectId) ?? '') >= asAt.before,
    isNotKnown: (subjectId) => since(subjectId) === null,
  }
}

/** By what, and at which instant, the sample register was loaded; undefined for a register that began empty. */
export async function sampleLoaded(db: Db): Promise<{ at: string; whoId: string } | undefined> {
  return db
    .selectFrom('auditEvents')
    .select(['at', 'whoId'])
    .where('subjectKind', '=', 'sample register')
    .where('kind', '=', 'loaded')
    .executeTakeFirst()
}
