import { sql } from 'kysely'
import type { TermKind, TermMark } from '../../src/domain/processing-activity.ts'
import { contains, idList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { ofPresent } from './used-in.ts'

/** Which terms are asked for; `words` must all occur. */
export type TermFilters = {
  kind?: TermKind | undefined
  mark?: TermMark | undefined
  /** `none`: only those that no activity names now. */
  used?: 'none' | undefined
  words?: string[] | undefined
}

/** A term with how many activities name it now. */
export type TermRow = { id: number; kind: TermKind; name: string; mark: TermMark; activities: number }

/** The terms of a filter by kind and name, without those that were merged away; `reach`: whose activities are counted (null: all). */
export async function termList(db: Db, filters: TermFilters, reach: number[] | null): Promise<TermRow[]> {
  const { kind, mark, used, words = [] } = filters
  const conditions = [
    sql`term.merged_into_id is null`,
    ...(kind === undefined ? [] : [sql`term.kind = ${kind}`]),
    ...(mark === undefined ? [] : [sql`term.mark = ${mark}`]),
    ...(used === undefined ? [] : [sql`counted.activities is null`]),
    ...words.map((word) => contains(db, sql`term.name`, word)),
  ]
  const { rows } = await sql<TermRow>`
    select term.id, term.kind, term.name, term.mark, coalesce(counted.activities, 0) as activities
    from terms as term
    left join (
      select ${inPlaceOf('said')} as term_id, count(distinct activity.id) as activities
      from processing_activities as activity
      join activity_versions as version on version.activity_id = activity.id
      join activity_terms as fact on fact.version_id = version.id
      join terms as said on said.id = fact.term_id
      where ${ofPresent} and ${reach === null ? sql`true` : sql`version.service_id in ${idList(db, reach)}`}
      group by ${inPlaceOf('said')}
    ) as counted on counted.term_id = term.id
    where ${sql.join(conditions, sql` and `)}
    order by term.kind, lower(term.name), term.id`.execute(db)
  return rows
}

/** A term, be it merged away or not. */
export type StoredTerm = { id: number; kind: TermKind; name: string; mark: TermMark; mergedIntoId: number | null }

/** The term with an id, or undefined. */
export async function termById(db: Db, id: number | undefined): Promise<StoredTerm | undefined> {
  if (id === undefined) return undefined
  return db
    .selectFrom('terms')
    .select(['id', 'kind', 'name', 'mark', 'mergedIntoId'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Adds a term and returns its id; null when its kind has one of that name, or had one that was merged away. */
export async function addTerm(db: Db, term: { kind: TermKind; name: string; mark: TermMark }): Promise<number | null> {
  const added = await db
    .insertInto('terms')
    .values(term)
    .onConflict((conflict) => conflict.columns(['kind', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** Gives a term another name; false when its kind has one of that name, or had one that was merged away. */
export async function renameTerm(db: Db, { id, kind }: StoredTerm, name: string): Promise<boolean> {
  const result = await db
    .updateTable('terms')
    .set({ name })
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('terms as other')
            .select('other.id')
            .where('other.kind', '=', kind)
            .where('other.name', '=', name)
            .where('other.id', '<>', id),
        ),
      ),
    )
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Marks a term, and with it all that it took the place of: what names one of them is held to the same. */
export async function markTerm(db: Db, id: number, mark: TermMark): Promise<void> {
  await db
    .updateTable('terms')
    .set({ mark })
    .where((eb) => eb.or([eb('id', '=', id), eb('mergedIntoId', '=', id)]))
    .execute()
}
