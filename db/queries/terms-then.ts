import { sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import { contains, idList } from '../dialect.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { marksThen } from './marks-then.ts'
import { nameAt } from './name-changes.ts'
import { additionsOf, sampleLoaded } from './since-when.ts'
import type { TermFilters, TermRow } from './term-list.ts'
import { speaking } from './used-in.ts'

/** A term as the list as at a day shows it. `isSinceKnown` false: it is not known whether it was there yet. */
export type TermThen = TermRow & { isSinceKnown: boolean }

/**
 * The terms of a filter that stood at the end of a day, by kind and name, each with how many activities in force named it; `reach`: whose
 * activities are counted (null: all).
 */
export async function termsThen(
  db: Db,
  { kind, mark, used, words = [] }: TermFilters,
  reach: number[] | null,
  asAt: AsAt,
): Promise<TermThen[]> {
  const conditions = [
    sql`term.id = ${inPlace('term', 'term', asAt)}`,
    ...(kind === undefined ? [] : [sql`term.kind = ${kind}`]),
    ...words.map((word) => contains(db, nameAt('term', 'term', asAt), word)),
  ]
  const { rows } = await sql<Omit<TermRow, 'mark'>>`
    select term.id, term.kind, ${nameAt('term', 'term', asAt)} as name, coalesce(counted.activities, 0) as activities
    from terms as term
    left join (
      select named.term_id, count(distinct named.activity_id) as activities from (
        select ${inPlace('said', 'term', asAt)} as term_id, activity.id as activity_id
        from processing_activities as activity
        join activity_versions as version on version.activity_id = activity.id
        join activity_terms as fact on fact.version_id = version.id
        join terms as said on said.id = fact.term_id
        where ${speaking(asAt)} and ${reach === null ? sql`true` : sql`version.service_id in ${idList(db, reach)}`}
      ) as named group by named.term_id
    ) as counted on counted.term_id = term.id
    where ${sql.join(conditions, sql` and `)}`.execute(db)
  const ofSample = await termsOfSample(db)
  const additions = await additionsOf(db, 'term', asAt, (id) => ofSample.has(Number(id)))
  const marks = await marksThen(db, asAt)
  return rows
    .filter(({ id, activities }) => !additions.isLater(String(id)) && (used === undefined || activities === 0))
    .map((row) => ({ ...row, mark: marks.get(row.id) ?? 'none', isSinceKnown: !additions.isNotKnown(String(row.id)) }))
    .filter((row) => mark === undefined || row.mark === mark)
    .sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name, 'en-GB') || a.id - b.id)
}

/** The terms that the versions of the sample register name: they came with it. */
async function termsOfSample(db: Db): Promise<Set<number>> {
  const loaded = await sampleLoaded(db)
  if (!loaded) return new Set()
  const rows = await db
    .selectFrom('activityTerms as fact')
    .innerJoin('activityVersions as version', 'version.id', 'fact.versionId')
    .select('fact.termId')
    .distinct()
    .where('version.version', '=', 1)
    .where('version.createdByName', '=', loaded.whoId)
    .execute()
  return new Set(rows.map(({ termId }) => termId))
}
