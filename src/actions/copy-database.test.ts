import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { tablesOf } from '../../db/catalogue.ts'
import { pathOf } from '../../db/copy.ts'
import { migrate } from '../../db/migrate.ts'
import type { Db } from '../../db/schema.ts'
import { isPostgresUrl } from '../domain/database-url.ts'
import { program } from '../domain/permission.ts'
import { type Copied, copyBetween, LEFT_OUT } from './copy-database.ts'
import { readingSource } from './copy-source.ts'
import { clock, copyPlaces, filledFile, makingOf, using } from './test-copy.ts'

let places: ReturnType<typeof copyPlaces>
let source: string
let there: string
let out: Copied
before(async () => {
  places = copyPlaces()
  source = places.file()
  await filledFile(source, places.folder)
  there = await places.target()
  out = await copy(source, there)
})
after(() => places.remove())

const copy = (from: string, to: string) =>
  copyBetween({ who: program('Command line'), clock }, { from, to, say: () => {} })

/** All rows of all tables, as any database gives them. */
async function everything(db: Db) {
  const found: Record<string, unknown[]> = {}
  for (const { name, key } of await tablesOf(db)) {
    const order = sql.join(key.map((column) => sql.ref(column)))
    found[name] = (await sql`select * from ${sql.table(name)} order by ${order}`.execute(db)).rows
  }
  return found
}

test('a database that is copied there and back is the same, row by row and in what it is made of', async () => {
  const [back, bare] = [places.file(), await places.target()]
  const home = await copy(there, back)
  assert.ok(out.same && home.same)
  assert.deepEqual(
    home.tables.map(({ table, target }) => [table, target]).sort(),
    out.tables.map(({ table, source }) => [table, source]).sort(),
  )
  assert.equal(home.trail.head.hash, out.trail.head.hash)
  const [was, is] = await Promise.all([source, back].map((url) => using(url, everything)))
  assert.ok(was && was.sessions?.length === 1 && was.records?.length === 20_000)
  assert.ok(was.auditEvents === undefined && (was.audit_events?.length ?? 0) > 10)
  assert.deepEqual(is, { ...was, ...Object.fromEntries(LEFT_OUT.map((table) => [table, []])) })
  assert.deepEqual(await using(back, makingOf), await using(source, makingOf))
  const made = await using(bare, async (db) => {
    await migrate(db)
    return makingOf(db)
  })
  assert.deepEqual(await using(there, makingOf), made)
})

test('a copy goes on where the source was: ids follow the highest, and what may not change still may not', async () => {
  await using(there, async (db) => {
    const ids = async (table: 'organisations' | 'records' | 'auditEvents') =>
      db
        .selectFrom(table)
        .select((eb) => eb.fn.max('id').as('id'))
        .executeTakeFirstOrThrow()
    const { id: highest } = await ids('organisations')
    const added = { code: 'NEW', name: 'New', kind: 'other' } as const
    const { id } = await db.insertInto('organisations').values(added).returning('id').executeTakeFirstOrThrow()
    assert.equal(id, highest + 1)
    await assert.rejects(db.updateTable('auditEvents').set({ details: '{}' }).execute(), /an audit event never changes/)
    await assert.rejects(db.deleteFrom('auditEvents').execute(), /never removed|FOREIGN KEY/)
    await assert.rejects(
      db.insertInto('services').values({ code: 'X', name: 'X', organisationId: 9999 }).execute(),
      /foreign key/i,
    )
  })
})

/** True when there is nothing at a place, not even a part of a file. */
const isEmpty = (url: string): Promise<boolean> =>
  isPostgresUrl(url)
    ? using(url, async (db) => Object.values(await everything(db)).every((rows) => rows.length === 0))
    : Promise.resolve(!readdirSync(places.folder).some((name) => name.startsWith(basename(url))))

const refusal = (from: string, to: string) =>
  copy(from, to).then(
    () => 'it was copied',
    (error: Error) => error.message,
  )

test('a target that holds anything is refused and left as it is', async () => {
  const before = await using(there, everything)
  assert.match(
    await refusal(source, there),
    /^The database .+ holds something already \(in \w+\): copy into one that is empty/,
  )
  assert.deepEqual(await using(there, everything), before)
})

test('a source that is missing, in use, of another version or the target itself is refused with what to do', async () => {
  const nowhere = places.file()
  assert.match(await refusal(nowhere, places.file()), /^There is no database /)
  assert.equal(existsSync(nowhere.slice(5)), false)
  const there = await places.target()
  await using(there, migrate)
  assert.equal(await refusal(there, there), 'The source and the target are the same database.')
  await using(source, async (db) => {
    await db.selectFrom('users').select('id').execute()
    assert.match(await refusal(source, there), /is in use: stop the server/)
  })
  await using(there, async (db) => {
    await db.selectFrom('users').select('id').execute()
    assert.match(await refusal(source, there), /is in use: stop the server/)
    assert.match(await refusal(there, places.file()), /is in use: stop the server/)
  })
  const version = (change: string) => using(there, (db) => sql.raw(change).execute(db))
  await version("insert into kysely_migration values ('9999_later', '2030')")
  assert.match(await refusal(there, places.file()), /is of a newer version of Muniment \(it has 9999_later\)/)
  await version("delete from kysely_migration where name > '0001_first'")
  assert.match(
    await refusal(there, places.file()),
    /is of an older version .+ bring it up to date with npm run migrate first/,
  )
  await version('drop table kysely_migration')
  assert.match(await refusal(there, places.file()), /is not a database of Muniment/)
  assert.match(await refusal(source, there), /belongs to another program/)
})

test('a source whose trail is broken is refused, and nothing is made', async () => {
  const spoilt = places.file()
  copyFileSync(pathOf(source), pathOf(spoilt))
  await using(spoilt, async (db) => {
    await sql`drop trigger audit_events_stand`.execute(db)
    await db.updateTable('auditEvents').set({ kind: 'forgotten' }).where('id', '=', 3).execute()
  })
  const to = await places.target()
  assert.match(await refusal(spoilt, to), /^The source is not whole\. The audit trail is broken\. Event 3 /)
  assert.equal(await isEmpty(to), true)
})

test('a source with a reference to nothing is refused, and nothing of it is kept', async () => {
  const spoilt = places.file()
  copyFileSync(pathOf(source), pathOf(spoilt))
  await using(spoilt, async (db) => {
    await sql`pragma foreign_keys = off`.execute(db)
    await db.updateTable('disposalReviews').set({ mergedIntoId: 999_999 }).where('outcome', '=', 'merged').execute()
  })
  const to = await places.target()
  assert.match(await refusal(spoilt, to), /^The source is not whole: .+ Nothing was copied/)
  assert.equal(await isEmpty(to), true)
})

test('PostgreSQL does not end the reading of a source that stands still for long while the target is at work', async () => {
  const show = (db: Db) => sql`show idle_in_transaction_session_timeout`.execute(db)
  const limit = (await readingSource(there, async (db) => (isPostgresUrl(there) ? await show(db) : { rows: [] }))).rows
  assert.deepEqual(limit, isPostgresUrl(there) ? [{ idleInTransactionSessionTimeout: '0' }] : [])
})

test('a target that does not give back what it was given is not kept, and the table is named', {
  skip: process.env.MUNIMENT_TEST_POSTGRES ? false : 'a new file has nothing that could change what goes in',
}, async () => {
  const to = await places.target()
  await using(to, async (db) => {
    await sql`create function change() returns trigger language plpgsql as
      $$ begin if new.id = 7 then new.title = 'other'; end if; return new; end $$`.execute(db)
    await sql`create trigger change before insert on records for each row execute function change()`.execute(db)
  })
  const { same, tables } = await copy(source, to)
  assert.equal(same, false)
  assert.deepEqual(
    tables.flatMap(({ table, same }) => (same ? [] : [table])),
    ['records'],
  )
  assert.equal(await isEmpty(to), true)
})

test('a column that only one of the two has is neither lost nor made up: it is named, and nothing is copied', async () => {
  const more = places.file()
  copyFileSync(pathOf(source), pathOf(more))
  await using(more, (db) => sql`alter table records add column shelf text`.execute(db))
  const to = await places.target()
  assert.match(await refusal(more, to), /^Only one of the databases has records\.shelf, although both say/)
  assert.equal(await isEmpty(to), true)
})

test('a character that PostgreSQL cannot keep is named with its row; between files it is copied', async () => {
  const odd = places.file()
  copyFileSync(pathOf(source), pathOf(odd))
  await using(odd, (db) => db.updateTable('users').set({ name: 'A\0B' }).where('id', '=', 2).execute())
  const to = await places.target()
  if (isPostgresUrl(to))
    assert.match(
      await refusal(odd, to),
      /^users \(id 2\) has in name the character U\+0000, which PostgreSQL cannot keep/,
    )
  else assert.ok((await copy(odd, to)).same)
})
