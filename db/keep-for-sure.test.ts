import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { keepForSure } from './keep-for-sure.ts'
import { openDatabase } from './open.ts'
import { temporaryDatabase, testServer } from './test-world.ts'

test('what was committed in a hurry is on the disk before what it was made from is removed', {
  skip: testServer ? false : 'there is no PostgreSQL',
}, async () => {
  const { url, close } = await temporaryDatabase()
  const db = openDatabase(url, 'hurried')
  try {
    // Often enough that the server's own writer of the log, which comes by five times a second, has not been there each time.
    for (let n = 0; n < 40; n++) {
      await db
        .insertInto('organisations')
        .values({ code: `A${n}`, name: `A${n}`, kind: 'other' })
        .execute()
      const written = await sql<{ at: string }>`select pg_current_wal_insert_lsn()::text as at`.execute(db)
      await keepForSure(db)
      const { rows } = await sql<{ missing: number }>`
        select pg_wal_lsn_diff(${written.rows[0]?.at}::pg_lsn, pg_current_wal_flush_lsn())::bigint as missing`.execute(
        db,
      )
      const missing = rows[0]?.missing ?? 0
      assert.ok(missing <= 0, `${missing} bytes of the log are not on the disk`)
    }
  } finally {
    await db.destroy()
    await close()
  }
})
