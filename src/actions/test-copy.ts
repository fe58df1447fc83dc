import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { isPostgres } from '../../db/dialect.ts'
import { migrate } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import type { Db } from '../../db/schema.ts'
import { freshPostgres } from '../../db/test-postgres.ts'
import { stranger } from '../domain/permission.ts'
import { loadDemonstration } from './demonstration.ts'
import { signIn } from './sign-in.ts'

const now = '2026-11-22T12:00:00.000Z'
export const clock = { today: () => '2026-11-22', now: () => now }

/** The server for tests on PostgreSQL; without it a copy goes from file to file. */
const server = process.env.MUNIMENT_TEST_POSTGRES

/** Databases for a test of copies, and what removes them all. */
export function copyPlaces() {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-copy-'))
  const removals: (() => Promise<void>)[] = []
  let count = 0
  const file = () => `file:${join(folder, `${++count}.db`)}`
  /** A database to copy into: an empty one of PostgreSQL, or a file that is still to be made. */
  const target = async () => {
    if (!server) return file()
    const { url, remove } = await freshPostgres(server)
    removals.push(remove)
    return url
  }
  const remove = async () => {
    for (const end of removals) await end()
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, file, target, remove }
}

/** A file with the sample register, its records, one night's reviews, people who tried to sign in, and a review merged into a later one. */
export async function filledFile(url: string, folder: string): Promise<void> {
  await using(url, async (db) => {
    await migrate(db)
    await loadDemonstration(db, { uploads: folder, hashKey: 'k'.repeat(32), clock, say: () => {} })
    await signIn(db, { who: stranger(), clock }, 'governance@muniment.example', 'wrong')
    const [earlier, later] = await db.selectFrom('disposalReviews').select('id').orderBy('id').limit(2).execute()
    await db
      .updateTable('disposalReviews')
      .set({ state: 'closed', closedAt: now, outcome: 'merged', mergedIntoId: Number(later?.id) })
      .where('id', '=', Number(earlier?.id))
      .execute()
    const times = { createdAt: now, lastSeenAt: now, expiresAt: now, endsAt: now, address: '', browser: '' }
    await db
      .insertInto('sessions')
      .values({ idHash: 'a hash', userId: null, data: '{}', ...times })
      .execute()
    await db.insertInto('settings').values({ name: 'odd', value: 'tab\t, \\N, line\r\n, \\., ß€😀' }).execute()
  })
}

/** Lends the database at a URL. */
export async function using<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(url)
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

/** What a database is made of, as the database itself describes it. Partitions are what their table is, and come with what it holds. */
export async function makingOf(db: Db): Promise<unknown[]> {
  const { rows } = await (isPostgres(db)
    ? sql`
        with own as (
          select oid from pg_class where relnamespace = current_schema()::regnamespace and not relispartition
        )
        select pg_get_indexdef(indexrelid) as what from pg_index where indrelid in (select oid from own)
        union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
          where conrelid in (select oid from own) and conparentid = 0
        union all select pg_get_triggerdef(oid) || tgenabled::text from pg_trigger
          where tgrelid in (select oid from own) and not tgisinternal
        union all select attrelid::regclass || ' ' || attname || ' ' || attnotnull::text from pg_attribute
          where attrelid in (select oid from own) order by what`
    : sql`select type, name, sql as what from sqlite_schema order by type, name`
  ).execute(db)
  return rows
}
