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
 * A sample is loaded into an empty register, so that what has no event of its own was never there before it.
 */
export async function additionsOf(db: Db, subjectKind: SubjectKind, asAt: AsAt): Promise<Additions> {
  const events = await db
    .selectFrom('auditEvents')
    .select(['subjectId', 'at'])
    .where('subjectKind', '=', subjectKind)
    .where('kind', '=', 'added')
    .execute()
  const addedAt = new Map(events.map(({ subjectId, at }) => [subjectId, at]))
  const loadedAt = await sampleLoadedAt(db)
  const since = (subjectId: string) => addedAt.get(subjectId) ?? loadedAt
  return {
    isLater: (subjectId) => (since(subjectId) ?? '') >= asAt.before,
    isNotKnown: (subjectId) => since(subjectId) === null,
  }
}

/** The instant at which the sample register was loaded; null for a register that began empty. */
async function sampleLoadedAt(db: Db): Promise<string | null> {
  const event = await db
    .selectFrom('auditEvents')
    .select('at')
    .where('subjectKind', '=', 'sample register')
    .where('kind', '=', 'loaded')
    .executeTakeFirst()
  return event?.at ?? null
}
