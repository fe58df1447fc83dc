import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { pathOf } from './copy.ts'
import type { Db } from './schema.ts'
import { embeddedDatabase } from './test-world.ts'

const SOME_TURNS = 10

let db: Db
let other: Sqlite.Database
let close: () => Promise<void>

beforeEach(async () => {
  const opened = await embeddedDatabase()
  db = opened.db
  other = new Sqlite(pathOf(opened.url), { timeout: 0 })
  close = opened.close
})
afterEach(async () => {
  other.close()
  await close()
})

const add = (to: Db, code: string) =>
  to.insertInto('organisations').values({ code, name: code, kind: 'other' }).execute()
const codes = async (from: Db) =>
  (await from.selectFrom('organisations').select('code').orderBy('id').execute()).map(({ code }) => code)

test('what only reads does not wait for a transaction, and sees nothing of it before it is committed', async () => {
  await db.transaction().execute(async (tx) => {
    await add(tx, 'A')
    assert.deepEqual(await codes(db), [])
    assert.deepEqual(await codes(tx), ['A'])
  })
  assert.deepEqual(await codes(db), ['A'])
})

test('whoever writes while another process has the lock waits for it, and the event loop goes on meanwhile', async () => {
  other.exec('begin immediate')
  let turns = 0
  const ticking = setInterval(() => {
    turns += 1
  }, 5)
  const written = Promise.all([add(db, 'A'), db.transaction().execute((tx) => add(tx, 'B'))])
  while (turns < SOME_TURNS) await pause(1)
  assert.deepEqual(await codes(db), [])
  other.exec('commit')
  await written
  clearInterval(ticking)
  assert.deepEqual(await codes(db), ['A', 'B'])
})

test('transactions and single statements that write take turns in the order in which they asked', async () => {
  const first = db.transaction().execute(async (tx) => {
    await add(tx, 'A')
    await pause(20)
    await add(tx, 'B')
  })
  const others = [add(db, 'C'), db.transaction().execute((tx) => add(tx, 'D')), add(db, 'E')]
  await Promise.all([first, ...others])
  assert.deepEqual(await codes(db), ['A', 'B', 'C', 'D', 'E'])
})

test('a transaction that fails when it is committed is rolled back, and the next has its turn', async () => {
  const failing = db.transaction().execute(async (tx) => {
    await add(tx, 'A')
    // A constraint that is only looked at when the transaction is committed.
    await sql`create table late (id integer references organisations deferrable initially deferred)`.execute(tx)
    await tx.withTables<{ late: { id: number } }>().insertInto('late').values({ id: 99 }).execute()
  })
  const next = add(db, 'B')
  await assert.rejects(failing, /FOREIGN KEY/)
  await next
  assert.deepEqual(await codes(db), ['B'])
})
