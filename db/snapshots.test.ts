import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { pathOf } from './copy.ts'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'
import { snapshots } from './snapshots.ts'
import { embeddedDatabase } from './test-world.ts'

let db: Db
let url: string
let other: Sqlite.Database
let close: () => Promise<void>

beforeEach(async () => {
  const opened = await embeddedDatabase()
  db = opened.db
  url = opened.url
  other = new Sqlite(pathOf(url), { timeout: 0 })
  close = opened.close
})
afterEach(async () => {
  other.close()
  await close()
})

const row = (code: string) => ({ code, name: code, kind: 'other' }) as const
const codes = async (from: Db) =>
  (await from.selectFrom('organisations').select('code').orderBy('id').execute()).map(({ code }) => code)
const addElsewhere = (code: string) =>
  other.exec(`insert into organisations (code, name, kind) values ('${code}', '${code}', 'other')`)

test('what is read right after each other is of one moment, and what is read in the next turn of the present', async () => {
  assert.deepEqual(await codes(db), [])
  addElsewhere('A')
  assert.deepEqual(await codes(db), [])
  await nextTurn()
  assert.deepEqual(await codes(db), ['A'])
})

test('what this thread has written is seen at once, whichever connection wrote it, in a transaction or not', async () => {
  assert.deepEqual(await codes(db), [])
  await db.insertInto('organisations').values(row('A')).execute()
  assert.deepEqual(await codes(db), ['A'])
  await db.transaction().execute((tx) => tx.insertInto('organisations').values(row('B')).execute())
  assert.deepEqual(await codes(db), ['A', 'B'])
  const second = openDatabase(url)
  await second.insertInto('organisations').values(row('C')).execute()
  assert.deepEqual(
    [await codes(db), await codes(second)],
    [
      ['A', 'B', 'C'],
      ['A', 'B', 'C'],
    ],
  )
  await second.destroy()
})

test('nothing keeps the log of the file from being emptied when nobody reads any more', async () => {
  await codes(db)
  addElsewhere('A')
  const wasKept = () => other.pragma('wal_checkpoint(truncate)', { simple: true })
  assert.equal(wasKept(), 1)
  await nextTurn()
  assert.equal(wasKept(), 0)
})

test('a connection is closed while a moment of it is held', async () => {
  const second = openDatabase(url)
  await codes(second)
  await second.destroy()
  await nextTurn()
  assert.deepEqual(await codes(db), [])
})

test('a moment that a failure has ended is followed by another', async () => {
  const look = snapshots(other)
  look()
  other.exec('rollback')
  await nextTurn()
  assert.equal(other.inTransaction, false)
  look()
  assert.equal(other.inTransaction, true)
  await nextTurn()
  assert.equal(other.inTransaction, false)
})
