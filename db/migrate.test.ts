import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'
import { emptyPlace, type Place } from './test-places.ts'
import { testServer } from './test-world.ts'
import { DatabaseUnusable } from './unusable.ts'

const ON_A_SERVER = { skip: testServer ? false : 'a file lets one at a time begin' }

let place: Place
let db: Db

beforeEach(async () => {
  place = await emptyPlace()
  db = openDatabase(place.url)
})
afterEach(async () => {
  await db.destroy()
  await place.remove()
})

const ALL = [
  '0001_first',
  '0002_access_and_evidence',
  '0003_ten_million_records',
  '0004_register_in_full',
  '0005_from_due_to_gone',
  '0006_missing_at_source',
  '0007_counts_of_the_register',
  '0008_holds_asked_first',
  '0009_missing_in_order',
  '0010_truth_of_evidence',
  '0011_answers_told_right',
]

const tables = async () => (await db.introspection.getTables()).map(({ name }) => name)

test('an empty database gets every table once, and a second run finds nothing to do', async () => {
  assert.deepEqual(await migrate(db), ALL)
  const made = await tables()
  assert.ok(made.includes('records') && made.includes('kysely_migration') === false)
  assert.deepEqual(await migrate(db), [])
  assert.deepEqual(await tables(), made)
})

test('a database of a newer version is refused with what to do, and is left as it is', async () => {
  await migrate(db)
  const newer = { name: '0099_later', timestamp: '2030-01-01T00:00:00.000Z' }
  await sql`insert into kysely_migration (name, timestamp) values (${newer.name}, ${newer.timestamp})`.execute(db)
  await assert.rejects(migrate(db), (error) => {
    assert.ok(error instanceof DatabaseUnusable)
    assert.equal(
      error.message,
      'The database is of a newer version of Muniment (it has 0099_later): start that version, or restore an older backup.',
    )
    return true
  })
  assert.equal((await sql`select name from kysely_migration`.execute(db)).rows.length, ALL.length + 1)
})

test('a database that another program made is refused, and nothing is added to it', async () => {
  await sql`create table users (id integer primary key, nickname text)`.execute(db)
  await assert.rejects(migrate(db), /^Error: The database belongs to another program/)
  assert.deepEqual(await tables(), ['users'])
})

test('of two connections that do it at once one does, and the other finds it done', ON_A_SERVER, async () => {
  const other = openDatabase(place.url)
  const applied = await Promise.all([migrate(db), migrate(other)])
  assert.deepEqual(applied.map((names) => names.length).sort(), [0, ALL.length])
  await other.destroy()
})

test('what one process has brought up to date another finds done', async () => {
  const other = openDatabase(place.url)
  await migrate(other)
  assert.deepEqual(await migrate(db), [])
  await other.destroy()
})
