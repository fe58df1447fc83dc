import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { addRows } from './add-rows.ts'
import { tableOf, textTable } from './dialect.ts'
import { openDatabase } from './open.ts'
import { addMessage, claimMessage } from './queries/mail-outbox.ts'
import type { Db } from './schema.ts'
import { temporaryDatabase, testServer } from './test-world.ts'

const NO_SERVER = { skip: testServer ? false : 'there is no PostgreSQL' }

describe('on PostgreSQL', NO_SERVER, () => {
  let db: Db
  let other: Db
  let close: () => Promise<void>
  before(async () => {
    const opened = await temporaryDatabase()
    db = opened.db
    other = openDatabase(opened.url)
    close = opened.close
  })
  after(async () => {
    await other.destroy()
    await close()
  })

  const count = async (from: Db) => (await from.selectFrom('organisations').select('id').execute()).length
  const add = (to: Db, name: string) =>
    to.insertInto('organisations').values({ code: name, name, kind: 'other' }).execute()

  test('transactions wait for each other, also over connections, so that what one has read stays true', async () => {
    const addTheNext = (from: Db) =>
      from.transaction().execute(async (tx) => {
        const next = await count(tx)
        await pause(2)
        await add(tx, `Organisation ${next}`)
      })
    await Promise.all(Array.from({ length: 30 }, (_, n) => addTheNext(n % 2 === 0 ? db : other)))
    assert.equal(await count(db), 30)
  })

  test('a transaction that only reads waits for nobody, and can write nothing', async () => {
    await db.transaction().execute(async (tx) => {
      await add(tx, 'Being written')
      const reading = other.transaction().setAccessMode('read only')
      assert.equal(await reading.execute(count), 30)
      await assert.rejects(
        other
          .transaction()
          .setAccessMode('read only')
          .execute((readOnly) => add(readOnly, 'Never')),
        /read-only transaction/,
      )
    })
    assert.equal(await count(other), 31)
  })

  test('a transaction that fails leaves nothing behind, and its connection to the next', async () => {
    for (let n = 0; n < 12; n++)
      await assert.rejects(
        db.transaction().execute(async (tx) => {
          await add(tx, 'Twice')
          await add(tx, 'Twice')
        }),
        /unique/,
      )
    assert.equal(await count(db), 31)
  })

  test('numbers are numbers, and one that would lose digits is refused', async () => {
    const { rows } = await sql<{ sum: number; whole: number }>`
      select sum(id) as sum, 9007199254740991::bigint as whole from organisations`.execute(db)
    assert.ok(typeof rows[0]?.sum === 'number' && rows[0].sum > 0)
    assert.equal(rows[0].whole, Number.MAX_SAFE_INTEGER)
    await assert.rejects(sql`select 9007199254740993::bigint as large`.execute(db), /9007199254740993 is too large/)
  })

  test('texts stand in the order of their bytes, as on SQLite, whatever the language of the server', async () => {
    for (const name of ['a', 'B', 'é', 'Z', '~']) await add(db, name)
    const rows = await db
      .selectFrom('organisations')
      .select('name')
      .where((eb) => eb(eb.fn('length', ['name']), '=', 1))
      .orderBy('name')
      .execute()
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['B', 'Z', 'a', '~', 'é'],
    )
  })

  test('a character that no text can hold is no error: it finds nothing', async () => {
    const found = await db.selectFrom('organisations').select('id').where('name', '=', 'a\0').execute()
    assert.deepEqual(found, [])
  })

  test('a text with a character that no text can hold stands in lists of rows and of texts, and in what is copied', async () => {
    const rows = await sql<{
      name: string
    }>`select name from ${tableOf(db, 'given', { name: 'text' }, [['a\0b']])}`.execute(db)
    assert.deepEqual(rows.rows, [{ name: 'a\uFFFDb' }])
    const texts = await sql<{ value: string }>`select value from ${textTable(db, 'given', ['a\0b', 'c'])}`.execute(db)
    assert.deepEqual(texts.rows, [{ value: 'a\uFFFDb' }, { value: 'c' }])
    await db
      .transaction()
      .execute((tx) => addRows(tx, 'organisations', ['code', 'name', 'kind'], [['NUL', 'a\0b', 'other']]))
    const row = await db.selectFrom('organisations').select('name').where('code', '=', 'NUL').executeTakeFirstOrThrow()
    assert.equal(row.name, 'a\uFFFDb')
  })

  test('of two who claim a message at once each has another', async () => {
    const [now, until, absurd] = ['2026-11-22T12:00:00.000Z', '2026-11-22T12:05:00.000Z', '2026-11-22T13:00:00.000Z']
    const message = { userId: null, kind: 'notice', subject: 'x', text: 'x', html: 'x', lastError: null } as const
    const times = { createdAt: now, sendAfter: now, claimedUntil: null, sentAt: null, givenUpAt: null }
    for (const key of ['1', '2'])
      await addMessage(db, { ...message, ...times, dedupeKey: key, messageId: key, toAddress: 'a@b.example' })
    const { one, another } = await other.transaction().execute(async (tx) => {
      const first = await claimMessage(tx, { now, until, absurd })
      const second = claimMessage(db, { now, until, absurd })
      await Promise.race([second, pause(300)])
      return { one: first?.id, another: second }
    })
    const claimed = [one, (await another)?.id]
    assert.equal(new Set(claimed).size, 2, String(claimed))
    assert.equal(await claimMessage(db, { now, until, absurd }), undefined)
  })

  test('a list of nothing is allowed, and nothing is in it', async () => {
    const within = (how: 'in' | 'not in') => db.selectFrom('organisations').select('id').where('id', how, []).execute()
    assert.equal((await within('in')).length, 0)
    assert.equal((await within('not in')).length, await count(db))
  })
})
