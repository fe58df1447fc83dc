import { sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { ActivityContent } from '../../src/domain/processing-activity.ts'
import { type SharedKind, type Survivors, termKey, withSurvivors } from '../../src/domain/survivors.ts'
import type { Db } from '../schema.ts'
import { contentsOf } from './activity-contents.ts'
import { marksThen } from './marks-then.ts'
import { placesThen } from './merges.ts'
import { namesThen } from './name-changes.ts'

/** What stands in the place of everything that was merged away. */
export async function survivorsOf(db: Db): Promise<Survivors> {
  const codes = async (table: 'services' | 'organisations') => {
    const { rows } = await sql<{ code: string; now: string }>`
      select gone.code, survivor.code as now from ${sql.table(table)} as gone
      join ${sql.table(table)} as survivor on survivor.id = gone.merged_into_id`.execute(db)
    return new Map(rows.map(({ code, now }) => [code, now]))
  }
  const terms = await db
    .selectFrom('terms as gone')
    .innerJoin('terms as survivor', 'survivor.id', 'gone.mergedIntoId')
    .select(['gone.kind', 'gone.name', 'survivor.name as now', 'survivor.mark'])
    .execute()
  return {
    services: await codes('services'),
    organisations: await codes('organisations'),
    terms: new Map(terms.map(({ now, mark, ...gone }) => [termKey(gone), { name: now, mark }])),
  }
}

/**
 * What stood at the end of a day in the place of everything that had been merged away by then, and every term that had another name or mark.
 *
 * It replays all that was done to terms since: lists read it once, not activity by activity.
 */
export async function survivorsThen(db: Db, asAt: AsAt): Promise<Survivors> {
  const codes = async (table: 'services' | 'organisations', kind: SharedKind) => {
    const rows = await db.selectFrom(table).select(['id', 'code']).execute()
    const codeOf = new Map(rows.map(({ id, code }) => [id, code]))
    const placeOf = await placesThen(db, kind, asAt)
    const places = rows.map(({ id, code }): [string, string] => [code, codeOf.get(placeOf(id)) ?? code])
    return new Map(places.filter(([code, then]) => then !== code))
  }
  const terms = await db.selectFrom('terms').select(['id', 'kind', 'name', 'mark']).execute()
  const names = await namesThen(db, 'term', asAt)
  const marks = await marksThen(db, asAt)
  const known = terms.map(({ id, ...now }) => ({
    now,
    was: { name: names.get(id) ?? now.name, mark: marks.get(id) ?? now.mark },
  }))
  return {
    services: await codes('services', 'service'),
    organisations: await codes('organisations', 'organisation'),
    terms: new Map(
      known
        .filter(({ now, was }) => was.name !== now.name || was.mark !== now.mark)
        .map(({ now, was }) => [termKey(now), was]),
    ),
  }
}

/** As `contentsOf`, with what stands now in the place of whatever was merged away: for all that looks at the present. */
export const presentContentsOf = async (db: Db, versionIds: number[]): Promise<Map<number, ActivityContent>> =>
  contentsWith(db, versionIds, await survivorsOf(db))

/** As `contentsOf`, with what stands, or stood on a day, in the place of whatever was merged away. */
export async function contentsWith(
  db: Db,
  versionIds: number[],
  survivors: Survivors,
): Promise<Map<number, ActivityContent>> {
  const contents = await contentsOf(db, versionIds)
  return new Map([...contents].map(([id, content]) => [id, withSurvivors(content, survivors)]))
}
