import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addRows } from './add-rows.ts'
import { brokenConstraint } from './constraint.ts'
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
})
