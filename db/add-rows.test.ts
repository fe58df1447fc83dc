import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { addRows } from './add-rows.ts'
import { brokenConstraint } from './constraint.ts'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'
import { temporaryDatabase } from './test-world.ts'

let db: Db
let close: () => Promise<void>
let organisationId: number
before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  const organisation = { code: 'CCC', name: 'Cambridgeshire County Council', kind: 'council' } as const
  const added = db.insertInto('organisations').values(organisation).returning('id')
  organisationId = (await added.executeTakeFirstOrThrow()).id
})
after(() => close())

const columns = ['code', 'name', 'description', 'organisation_id']
const add = (rows: string[][]) => {
  const whole = rows.map((row) => [...row, organisationId])
  return db.transaction().execute((tx) => addRows(tx, 'source_systems', columns, whole))
}
const all = () => db.selectFrom('sourceSystems').select(['code', 'name', 'description']).orderBy('code').execute()

describe('many rows at once', () => {
  test('every text comes back as it was: tabs, line ends, backslashes, what stands for null and for the end', async () => {
    const texts = ['', 'a\tb', 'a\nb\r\nc\r', '\\', '\\N', '\\.', '\\t\\n', '\b\f\v', 'ß€😀', '"\'', ' a ', 'NULL']
    await add(texts.map((text, at) => [`T${String(at).padStart(2, '0')}`, text, text.repeat(3)]))
    const rows = await all()
    assert.deepEqual(
      rows.map(({ name, description }) => [name, description]),
      texts.map((text) => [text, text.repeat(3)]),
    )
    await db.deleteFrom('sourceSystems').execute()
  })

  test('nulls and numbers come back as they were, and no row at all is no error', async () => {
    const row = ['some settings', null, 0, 9_007_199_254_740_991]
    const runs = ['job', 'as_of', 'examined', 'done', 'started_by', 'started_at', 'state']
    const rows = [[...row, 'A', '2026-11-22T12:00:00.000Z', 'succeeded']]
    await db.transaction().execute((tx) => addRows(tx, 'job_runs', runs, rows))
    await db.transaction().execute((tx) => addRows(tx, 'job_runs', runs, []))
    const found = await db.selectFrom('jobRuns').select(['job', 'asOf', 'examined', 'done']).execute()
    assert.deepEqual(found.map(Object.values), [row])
  })

  test('one row that breaks an invariant ends the transaction, and the next one is as good as new', async () => {
    const twice = Array.from({ length: 3000 }, (_, at) => [`S${at % 2999}`, 'a name', 'x'.repeat(200)])
    await assert.rejects(add(twice), (error) => brokenConstraint(error) !== null)
    assert.deepEqual(await all(), [])
    await add(twice.slice(0, 2999))
    assert.equal((await all()).length, 2999)
  })

  test('a connection to PostgreSQL that is lost while rows are on their way ends the transaction, and the next one has another', async (t) => {
    if (!isPostgres(db)) return t.skip('a file has no connection that could be lost')
    const lost = db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      // Whoever holds the table keeps the rows waiting until the server has ended the connection.
      await db.connection().execute(async (other) => {
        await sql`begin`.execute(other)
        await sql`lock table source_systems`.execute(other)
        const adding = addRows(tx, 'source_systems', columns, [['LOST', 'Lost', 'x'.repeat(1_000_000)]])
        const ended = assert.rejects(adding)
        await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other)
        await ended
        await sql`rollback`.execute(other)
      })
      throw new Error('the rows were lost')
    })
    await assert.rejects(lost)
    await add([['KEPT', 'Kept', '']])
    assert.deepEqual(
      (await all()).map(({ code }) => code).filter((code) => !code.startsWith('S')),
      ['KEPT'],
    )
  })
})
