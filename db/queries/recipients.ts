import { sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { RecipientRole } from '../../src/domain/processing-activity.ts'
import { idList } from '../dialect.ts'
import { inPlace, inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { statusOf } from './activity-standing.ts'
import { contactFactsThen } from './organisations-then.ts'
import { speaking } from './used-in.ts'

/** Whoever receives data: an organisation by code and name, or a category of recipient in words (`code` null). */
export type RecipientRow = { code: string | null; name: string; roles: RecipientRole[]; activities: number }

/** Everybody who receives data by what activities say now, by name; `reach`: whose activities are looked at (null: all). */
export async function recipientList(db: Db, reach: number[] | null): Promise<RecipientRow[]> {
  const { rows } = await sql<Omit<RecipientRow, 'roles'> & { roles: string }>`
    with named as (
      select distinct organisation.code, coalesce(organisation.name, trim(fact.category)) as name, fact.role, activity.id
      from processing_activities as activity
      join activity_versions as version on version.activity_id = activity.id
      join activity_recipients as fact on fact.version_id = version.id
      left join organisations as said on said.id = fact.organisation_id
      left join organisations as organisation on organisation.id = ${inPlaceOf('said')}
      where ${speaking(null)} and ${within(db, reach)}
    )
    select counted.code, counted.name, counted.activities,
      (select string_agg(role, '; ' order by role) from (
        select distinct role from named where named.name = counted.name and named.code is not distinct from counted.code
      ) as played) as roles
    from (select code, name, count(distinct id) as activities from named group by code, name) as counted
    order by lower(counted.name), counted.code`.execute(db)
  return rows.map(({ roles, ...row }) => ({ ...row, roles: roles.split('; ') as RecipientRole[] }))
}

/** Everybody who received data at the end of a day by what activities in force said, by name; within a reach (null: all). */
export async function recipientsThen(db: Db, reach: number[] | null, asAt: AsAt): Promise<RecipientRow[]> {
  const { rows } = await sql<{ code: string | null; category: string; role: RecipientRole; id: number }>`
    select organisation.code, trim(fact.category) as category, fact.role, activity.id
    from processing_activities as activity
    join activity_versions as version on version.activity_id = activity.id
    join activity_recipients as fact on fact.version_id = version.id
    left join organisations as said on said.id = fact.organisation_id
    left join organisations as organisation on organisation.id = ${inPlace('said', 'organisation', asAt)}
    where ${speaking(asAt)} and ${within(db, reach)}`.execute(db)
  const known = await contactFactsThen(db, asAt)
  const nameOf = ({ code, category }: (typeof rows)[number]) =>
    code === null ? category : (known.get(code)?.name ?? code)
  return [...Map.groupBy(rows, (row) => JSON.stringify([row.code, nameOf(row)])).values()]
    .flatMap(([first, ...others]): RecipientRow[] => {
      if (!first) return []
      const all = [first, ...others]
      const roles = [...new Set(all.map(({ role }) => role))].sort()
      return [{ code: first.code, name: nameOf(first), roles, activities: new Set(all.map(({ id }) => id)).size }]
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.code ?? '').localeCompare(b.code ?? '', 'en-GB'))
}

/** The categories of recipient that any version names, for people to choose from. */
export async function recipientCategories(db: Db): Promise<string[]> {
  const { rows } = await sql<{ category: string }>`
    select distinct trim(category) as category from activity_recipients
    where trim(category) <> '' order by 1`.execute(db)
  return rows.map(({ category }) => category)
}

/** An activity that names a category of recipient, as lists show it. */
export type CategoryUse = { reference: string; title: string; status: string; role: RecipientRole }

/** The activities that name a category of recipient, and as what, by reference; now, or in force at the end of a day, within a reach (null: all). */
export async function categoryUses(
  db: Db,
  category: string,
  reach: number[] | null,
  asAt: AsAt | null = null,
): Promise<CategoryUse[]> {
  const { rows } = await sql<CategoryUse>`
    select distinct activity.reference, version.title, ${statusOf(asAt)} as status, fact.role
    from processing_activities as activity
    join activity_versions as version on version.activity_id = activity.id
    join activity_recipients as fact on fact.version_id = version.id
    where ${speaking(asAt)} and fact.organisation_id is null and trim(fact.category) = ${category} and ${within(db, reach)}
    order by activity.reference, fact.role`.execute(db)
  return rows
}

const within = (db: Db, reach: number[] | null) =>
  reach === null ? sql`true` : sql`version.service_id in ${idList(db, reach)}`
