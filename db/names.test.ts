import assert from 'node:assert/strict'
import { test } from 'node:test'
import { camelCase, snakeCase } from './names.ts'
import { embeddedDatabase } from './test-world.ts'

test('each table and column has one name in the program, which leads back to it', async () => {
  const { db, close } = await embeddedDatabase()
  try {
    const tables = await db.introspection.getTables()
    const names = tables.flatMap(({ name, columns }) => [name, ...columns.map((column) => column.name)])
    assert.ok(names.length > 500, `${names.length} names`)
    for (const name of names) assert.equal(snakeCase(camelCase(name)), name)
    assert.equal(new Set(names.map(camelCase)).size, new Set(names).size)
  } finally {
    await close()
  }
})

test('names of the program and of the databases are told apart, and rows come with those of the program', async () => {
  const { db, close } = await embeddedDatabase()
  try {
    assert.deepEqual(
      [snakeCase('dueOn'), snakeCase('due_on'), camelCase('due_on'), camelCase('dueOn')],
      ['due_on', 'due_on', 'dueOn', 'dueOn'],
    )
    const council = { code: 'PCC', name: 'Peterborough City Council', kind: 'council' } as const
    const added = await db.insertInto('organisations').values(council).returning(['id', 'mergedIntoId']).execute()
    assert.deepEqual(added, [{ id: 1, mergedIntoId: null }])
    const query = db.selectFrom('organisations').select(['id', 'mergedIntoId as intoWhat']).orderBy('id')
    assert.equal(query.compile().sql, 'select "id", "merged_into_id" as "into_what" from "organisations" order by "id"')
    assert.deepEqual(await query.execute(), [{ id: 1, intoWhat: null }])
    assert.deepEqual(await query.where('id', '=', 2).execute(), [])
  } finally {
    await close()
  }
})
