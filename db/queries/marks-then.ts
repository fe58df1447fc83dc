import type { AsAt } from '../../src/domain/as-at.ts'
import { detailsOf } from '../../src/domain/audit-sentence.ts'
import type { TermMark } from '../../src/domain/processing-activity.ts'
import type { Db } from '../schema.ts'
import { placesThen } from './merges.ts'

/**
 * The marks of all terms at the end of a day, by id; of what had been merged away by then, that of what stood in its place.
 *
 * What was done to terms since is undone, the latest first. What is merged away has the mark of what takes its place from then on, which a term
 * that is merged away says of itself where the two differed.
 */
export async function marksThen(db: Db, asAt: AsAt): Promise<Map<number, TermMark>> {
  const terms = await db.selectFrom('terms').select(['id', 'mark']).execute()
  const merges = await db.selectFrom('merges').select(['fromId', 'intoId']).where('kind', '=', 'term').execute()
  const events = await db
    .selectFrom('auditEvents')
    .select(['subjectId', 'kind', 'details'])
    .where('subjectKind', '=', 'term')
    .where('kind', 'in', ['changed', 'merged'])
    .where('at', '>=', asAt.before)
    .orderBy('id', 'desc')
    .execute()
  const marks = new Map(terms.map(({ id, mark }) => [id, mark]))
  const into = new Map(merges.map(({ fromId, intoId }) => [fromId, intoId]))
  for (const { subjectId, kind, details } of events) {
    const id = Number(subjectId)
    const taken = kind === 'merged' ? marks.get(into.get(id) ?? 0) : markBefore(details)
    if (taken !== undefined) marks.set(id, taken)
    // The last merge that a term tells of is its own; before that, others were merged into it.
    if (kind === 'merged') into.delete(id)
  }
  const placeOf = await placesThen(db, 'term', asAt)
  return new Map(terms.map(({ id }) => [id, marks.get(placeOf(id)) ?? 'none']))
}

const markBefore = (details: string): TermMark | undefined =>
  detailsOf({ details, personDetails: null }).changes.find(({ field }) => field === 'mark')?.before as
    | TermMark
    | undefined
