import { sql } from 'kysely'
import type { ActivityContent } from '../../src/domain/processing-activity.ts'
import { type Survivors, termKey, withSurvivors } from '../../src/domain/survivors.ts'
import type { Db } from '../schema.ts'
import { contentsOf } from './activity-contents.ts'

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

/** As `contentsOf`, with what stands now in the place of whatever was merged away: for all that looks at the present. */
export async function presentContentsOf(db: Db, versionIds: number[]): Promise<Map<number, ActivityContent>> {
  const contents = await contentsOf(db, versionIds)
  const survivors = await survivorsOf(db)
  return new Map([...contents].map(([id, content]) => [id, withSurvivors(content, survivors)]))
}
