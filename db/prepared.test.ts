import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { idsIn } from './dialect.ts'
import { type Given, prepared } from './prepared.ts'
import type { Db } from './schema.ts'
import { temporaryDatabase } from './test-world.ts'

let db: Db
let close: () => Promise<void>

before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  for (const [code, name] of Object.entries({ A: 'Ash', B: 'Birch', C: 'Cedar' }))
    await db.insertInto('organisations').values({ code, name, kind: 'other' }).execute()
})
after(() => close())

test('it is put into words once, and run with other values each time, also in a transaction', async () => {
  let times = 0
  const named = prepared((on, name: Given<string>, codes: Given<string>) => {
    times += 1
    return on
      .selectFrom('organisations')
      .select(['code', 'mergedIntoId'])
      .where('name', '=', name)
      .where('kind', '=', 'other')
      .where('code', '<=', codes)
  })
  assert.deepEqual(await named(db, 'Ash', 'Z'), [{ code: 'A', mergedIntoId: null }])
  assert.deepEqual(await named(db, 'Birch', 'A'), [])
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('organisations').set({ name: 'Beech' }).where('code', '=', 'B').execute()
    assert.deepEqual(await named(tx, 'Beech', 'B'), [{ code: 'B', mergedIntoId: null }])
  })
  assert.equal(times, 1)
})

test('ids are given as one text, and a text that no database holds is not found', async () => {
  const found = prepared((on, ids: Given<string>) =>
    on.selectFrom('organisations').select('code').where('id', 'in', idsIn(on, ids)).orderBy('id'),
  )
  assert.deepEqual(await found(db, '[3,1]'), [{ code: 'A' }, { code: 'C' }])
  assert.deepEqual(await found(db, '[]'), [])
  const named = prepared((on, name: Given<string>) =>
    on.selectFrom('organisations').select('code').where('name', '=', name),
  )
  assert.deepEqual(await named(db, 'Ash\0'), [])
})
