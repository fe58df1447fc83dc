import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'
import { addRecord } from './test-records.ts'
import { smallWorld, temporaryDatabase, testServer } from './test-world.ts'

const NO_SERVER = { skip: testServer ? false : 'a file has no partitions' }

describe('the partitions of an organisation', NO_SERVER, () => {
  let db: Db
  let url: string
  let close: () => Promise<void>
  let world: Awaited<ReturnType<typeof smallWorld>>
  before(async () => {
    const opened = await temporaryDatabase()
    ;({ db, url, close } = opened)
    world = await smallWorld(db)
  })
  after(() => close())

  const partitions = async (table: string): Promise<string[]> => {
    const { rows } = await sql<{ name: string }>`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = ${table}::regclass order by name`.execute(
      db,
    )
    return rows.map(({ name }) => name)
  }
  let councils = 0
  const council = async (): Promise<number> => {
    councils += 1
    const row = { code: `C${councils}`, name: `Council ${councils}`, kind: 'council' } as const
    return (await db.insertInto('organisations').values(row).returning('id').executeTakeFirstOrThrow()).id
  }
  const system = (to: Db, code: string, organisationId: number) =>
    to
      .insertInto('sourceSystems')
      .values({ code, name: code, organisationId })
      .returning('id')
      .executeTakeFirstOrThrow()

  test('are there once it has a source system, in the same transaction, and not before', async () => {
    const id = await council()
    const own = [`records_of_${world.organisationId}`]
    assert.deepEqual(await partitions('records'), own)
    await assert.rejects(
      db.transaction().execute(async (tx) => {
        await system(tx, 'GIVEN-UP', id)
        throw new Error('given up')
      }),
      /given up/,
    )
    assert.deepEqual(await partitions('records'), own)
    await system(db, 'ONE', id)
    await system(db, 'TWO', id)
    for (const table of ['records', 'record_changes', 'review_exceptions'])
      assert.deepEqual(await partitions(table), [`${table}_of_${world.organisationId}`, `${table}_of_${id}`].sort())
    const later = await council()
    await db.updateTable('sourceSystems').set({ organisationId: later }).where('code', '=', 'TWO').execute()
    assert.equal((await partitions('records')).length, 3)
  })

  test('have the indexes, checks and references of their table', async () => {
    const parts = async (table: string) => {
      const { rows } = await sql<{ what: string }>`
        select regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '') as what from pg_index where indrelid = ${table}::regclass
        union all select pg_get_constraintdef(oid) from pg_constraint
          where conrelid = ${table}::regclass and contype in ('c', 'p', 'u') or conrelid = ${table}::regclass and contype = 'f'
            and confrelid not in (select inhrelid from pg_inherits)
        order by what`.execute(db)
      return rows.map(({ what }) => what)
    }
    for (const table of ['records', 'record_changes', 'review_exceptions']) {
      const [own] = await partitions(table)
      assert.ok((await parts(table)).length > 3)
      assert.deepEqual(await parts(own ?? ''), await parts(table))
    }
  })

  test('are made while somebody reads all records', async () => {
    const other = openDatabase(url)
    const id = await council()
    await other
      .transaction()
      .setAccessMode('read only')
      .execute(async (reading) => {
        await reading.selectFrom('records').select('id').execute()
        await system(db, 'MEANWHILE', id)
        await reading.selectFrom('records').select('id').execute()
      })
    await other.destroy()
    assert.ok((await partitions('records')).includes(`records_of_${id}`))
  })

  test('take no record of another organisation than that of its source system, and no line about such a record', async () => {
    const id = await council()
    await system(db, 'OTHER', id)
    await assert.rejects(addRecord(db, world, { organisationId: id }), /foreign key/)
    const recordId = await addRecord(db, world, {})
    const line = { recordId, changedAt: '2026-11-22', what: 'rule', reason: 'A test', byName: 'A test' }
    await assert.rejects(
      db
        .insertInto('recordChanges')
        .values({ ...line, organisationId: id })
        .execute(),
      /foreign key/,
    )
    const noPartition = { ...line, organisationId: await council() }
    await assert.rejects(db.insertInto('recordChanges').values(noPartition).execute(), /no partition/)
  })
})
