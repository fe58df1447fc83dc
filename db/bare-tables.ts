import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** One thing that is taken off a table, and what puts it back just as it was. */
type Part = { takeOff: string; putBack: string }

/**
 * Takes the indexes and, on PostgreSQL, the references off all tables, so that millions of rows go in without each being looked up.
 *
 * Returns what puts all of it back as it was and thereby checks every row; in the caller's transaction, which nothing of this outlives by
 * half. Primary keys, unique constraints, checks and triggers stay, but for those that mind what comes: to a version of an
 * activity, which ask whether it is a draft, and to the records, which come here in any state. On SQLite the caller turns references off, and asks for dangling rows.
 */
export async function bareTables(db: Db): Promise<() => Promise<void>> {
  const plain = db.withoutPlugins()
  const { rows: indexes } = await sql<Part>`${isPostgres(db) ? postgresIndexes : sqliteIndexes}`.execute(plain)
  const references = isPostgres(db) ? (await sql<Part>`${postgresReferences}`.execute(plain)).rows : []
  const { rows: triggers } = await sql<Part>`${isPostgres(db) ? postgresTriggers : sqliteTriggers}`.execute(plain)
  const run = async (statements: string[]) => {
    for (const statement of statements) await sql.raw(statement).execute(plain)
  }
  await run([...triggers, ...references, ...indexes].map(({ takeOff }) => takeOff))
  return () => run([...indexes, ...references, ...triggers].map(({ putBack }) => putBack))
}

const sqliteIndexes = sql`
  select format('drop index "%w"', name) as "takeOff", sql as "putBack"
  from sqlite_schema where type = 'index' and sql is not null order by name`

/** The index of a partitioned table is that of its partitions too: `only`, which the catalogue says, would leave them without. */
const postgresIndexes = sql`
  select format('drop index %s', i.indexrelid::regclass) as "takeOff",
    replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as "putBack"
  from pg_index as i join pg_class as c on c.oid = i.indexrelid
  where c.relnamespace = current_schema()::regnamespace and not c.relispartition
    and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))
  order by c.relname`

const postgresReferences = sql`
  select format('alter table %s drop constraint %I', conrelid::regclass, conname) as "takeOff",
    format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as "putBack"
  from pg_constraint
  where contype = 'f' and conparentid = 0 and connamespace = current_schema()::regnamespace
  order by conrelid::regclass::text, conname`

const sqliteTriggers = sql`
  select format('drop trigger "%w"', name) as "takeOff", sql as "putBack"
  from sqlite_schema where type = 'trigger' and name glob 'activity_*_come' order by name`

const postgresTriggers = sql`
  select format('drop trigger %I on %s', tgname, tgrelid::regclass) as "takeOff", pg_get_triggerdef(oid) as "putBack"
  from pg_trigger where not tgisinternal and tgparentid = 0 and tgname ~ '^activity_.*_come$' order by tgname`
