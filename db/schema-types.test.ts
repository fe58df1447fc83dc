import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Db } from './schema.ts'
import { embeddedDatabase } from './test-world.ts'

let db: Db
let close: () => Promise<void>

before(async () => {
  const opened = await embeddedDatabase()
  db = opened.db
  close = opened.close
})
after(() => close())

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The columns of each table as the types write them down: the name, whether it may be null, whether it may be left out. */
function written(): Map<string, Map<string, { nullable: boolean; given: boolean }>> {
  const text = globSync('schema/*.ts', { cwd: import.meta.dirname })
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n')
  const types = new Map(
    [...text.matchAll(/^type (\w+) = (?:(\w+) & )?\{\n([\s\S]*?)^\}/gm)].map(([, name, base, body]) => [
      name,
      { base, body },
    ]),
  )
  const columnsOf = (name = ''): [string, { nullable: boolean; given: boolean }][] => {
    const { base, body } = types.get(name) ?? { base: undefined, body: '' }
    const own = [...(body ?? '').matchAll(/^ {2}(\w+):([\s\S]*?)(?=^ {2}\w+:|$(?![\s\S]))/gm)].map(
      ([, column = '', type = '']): [string, { nullable: boolean; given: boolean }] => [
        snake(column),
        { nullable: /\| null\b/.test(type), given: !/Generated</.test(type) },
      ],
    )
    return [...(base ? columnsOf(base) : []), ...own]
  }
  const schema = [...text.matchAll(/^export type \w+Tables = \{[\s\S]*?^\}/gm)].join('\n')
  return new Map(
    [...schema.matchAll(/^ {2}(\w+): (\w+)$/gm)].map(([, table = '', type]) => [
      snake(table),
      new Map(columnsOf(type)),
    ]),
  )
}

type Column = { name: string; notnull: number; pk: number; default: string | null }

describe('the types say what the tables are', () => {
  test('the same tables, and for each the same columns, which may be null where the types say so', async () => {
    const types = written()
    const { rows } = await sql<{ name: string }>`
      select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%' and name not like 'search_index%'`.execute(
      db,
    )
    assert.deepEqual(new Set(rows.map(({ name }) => name)), new Set(types.keys()))
    for (const [table, columns] of types) {
      const { rows: real } = await sql<Column>`
        select name, "notnull", pk, dflt_value as "default" from pragma_table_info(${table})`.execute(db)
      assert.deepEqual(new Set(real.map(({ name }) => name)), new Set(columns.keys()), table)
      for (const { name, notnull, pk, default: usual } of real) {
        const type = columns.get(name)
        assert.equal(type?.nullable, notnull === 0 && pk === 0, `${table}.${name} may be null`)
        if (!type?.given)
          assert.ok(usual !== null || pk === 1 || notnull === 0, `${table}.${name} has a value by itself`)
      }
    }
  })

  test('every table is strict, and every reference to another is to a table that is there', async () => {
    const { rows } = await sql<{ name: string; strict: number }>`
      select name, strict from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%' and name not like 'search_index%'`.execute(
      db,
    )
    assert.ok(rows.length > 30)
    assert.deepEqual(
      rows.filter(({ strict }) => strict === 0),
      [],
    )
    assert.deepEqual((await sql`pragma foreign_key_check`.execute(db)).rows, [])
  })
})
