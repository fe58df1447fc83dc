import { type RawBuilder, sql } from 'kysely'
import { contains, isPostgres } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** That some value in the JSON of an event, or the name of some fact, contains a text; the first look passes over most events quickly. */
export function says(db: Db, details: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  const looked = contains(db, details, JSON.stringify(text).slice(1, -1))
  const valuesAndFacts = isPostgres(db) ? onPostgres(db, details, text) : onSqlite(db, details, text)
  return sql`(${looked} and ${valuesAndFacts})`
}

const onSqlite = (db: Db, details: RawBuilder<unknown>, text: string) => sql`
  exists (select 1 from json_tree(iif(json_valid(${details}), ${details}, '{}')) as part
    where ${contains(db, sql`part.atom`, text)}
      or (part.path = '$.facts' and ${contains(db, sql`part.key`, text)}))`

/** Binary JSON holds no character of number 0, and no text here has one either. */
function onPostgres(db: Db, details: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  const json = sql`case when ${details} is json then replace(${details}, '\\u0000', '')::jsonb end`
  return sql`(
    exists (select 1 from jsonb_path_query(${json}, 'strict $.**') as part
      where jsonb_typeof(part) not in ('object', 'array') and ${contains(db, sql`(part #>> '{}')`, text)})
    or exists (select 1 from jsonb_path_query(${json}, 'strict $.facts.keyvalue().key', silent => true) as fact
      where ${contains(db, sql`(fact #>> '{}')`, text)}))`
}
