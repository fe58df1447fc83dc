import { sql } from 'kysely'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/** Things of the register that have a code. */
export type Coded = 'organisations' | 'services' | 'sourceSystems' | 'retentionRules' | 'privacyNotices'

/** The ids of the codes asked for; a code that is not there is not in the answer. That of a duplicate stands for what took its place. */
export async function idsByCode(db: Db, table: Coded, codes: Iterable<string>): Promise<Map<string, number>> {
  const wanted = [...new Set(codes)]
  if (wanted.length === 0) return new Map()
  if (table === 'organisations' || table === 'services') {
    const standing = await db
      .selectFrom(table)
      .select([inPlaceOf(table).as('id'), 'code'])
      .where('code', 'in', wanted)
      .execute()
    return new Map(standing.map(({ id, code }) => [code, id]))
  }
  const rows = await db.selectFrom(table).select(['id', 'code']).where('code', 'in', wanted).execute()
  return new Map(rows.map(({ id, code }) => [code, id]))
}

/** All codes of a kind of thing, those of what was merged away too. */
export async function allCodes(db: Db, table: Coded): Promise<string[]> {
  return (await db.selectFrom(table).select('code').execute()).map(({ code }) => code)
}

/** The codes of organisations by what people write: the name, else the code, in any case. Keys are in lower case. */
export async function organisationCodesByName(db: Db, written: Iterable<string>): Promise<Map<string, string>> {
  const wanted = [...new Set([...written].map((text) => text.toLowerCase()))]
  if (wanted.length === 0) return new Map()
  const rows = await db.selectFrom('organisations').select(['code', 'name']).execute()
  const codes = new Map([
    ...rows.map(({ code }): [string, string] => [code.toLowerCase(), code]),
    ...rows.map(({ code, name }): [string, string] => [name.toLowerCase(), code]),
  ])
  return new Map(wanted.flatMap((text) => (codes.has(text) ? [[text, codes.get(text) ?? '']] : [])))
}

/** What each code of services (with their organisation), organisations, systems and rules stands for, for searching. */
export async function namesByCode(db: Db): Promise<Map<string, string>> {
  const { rows } = await sql<{ code: string; name: string }>`
    select code, name from organisations
    union all select code, name from source_systems
    union all select rule.code, version.record_series as name from retention_rules as rule
      join retention_rule_versions as version on version.id = rule.current_version_id
    union all select service.code, service.name || ' ' || organisation.name as name from services as service
      join organisations as organisation on organisation.id = service.organisation_id`.execute(db)
  return new Map(rows.map(({ code, name }) => [code, name]))
}
