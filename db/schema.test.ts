import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Db } from './schema.ts'
import { addRecord } from './test-records.ts'
import { smallWorld, temporaryDatabase } from './test-world.ts'

let db: Db
let close: () => Promise<void>
let world: Awaited<ReturnType<typeof smallWorld>>

before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
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
      select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'`.execute(
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
      select name, strict from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'`.execute(
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

describe('the database refuses what the domain never writes', () => {
  const refused = async (what: Promise<unknown>, why: RegExp) => assert.rejects(what, why)

  test('a record that is due without a review, without a date, or kept to a day after it is due', async () => {
    await refused(addRecord(db, world, { triggerOn: '2020-01-01', state: 'due' }), /CHECK/)
    await refused(addRecord(db, world, { state: 'retained' }), /CHECK/)
    await refused(
      addRecord(db, world, { triggerOn: '2020-01-01', retainUntil: '2030-01-01', dueOn: '2029-01-01' }),
      /CHECK/,
    )
  })

  test('a date in another form, a state of another name, a quantity of none, a reference twice in a source', async () => {
    await refused(addRecord(db, world, { triggerOn: '2020-01-01', firstSeenOn: '22/11/2026' }), /CHECK/)
    await refused(addRecord(db, world, { state: 'lost' as 'open' }), /CHECK/)
    await refused(addRecord(db, world, { quantity: 0 }), /CHECK/)
    await addRecord(db, world, { reference: 'TWICE' })
    await refused(addRecord(db, world, { reference: 'TWICE' }), /UNIQUE/)
    await addRecord(db, world, { reference: 'TWICE', sourceSystemId: world.systems.musicSystem })
  })

  test('a source system of no organisation, and another organisation for one that holds records', async () => {
    const belongs = (organisationId: number, code: string) =>
      db.updateTable('sourceSystems').set({ organisationId }).where('code', '=', code).execute()
    const { organisationId } = world
    const other = { code: 'PCC', name: 'Peterborough City Council', kind: 'council' } as const
    const { id } = await db.insertInto('organisations').values(other).returning('id').executeTakeFirstOrThrow()
    const system = { code: 'EMPTY', name: 'Empty' }
    const add = (of: number) =>
      db
        .insertInto('sourceSystems')
        .values({ ...system, organisationId: of })
        .execute()
    await refused(add(999), /belongs to an organisation|foreign key/)
    await add(id)
    await refused(belongs(999, 'EMPTY'), /belongs to an organisation|foreign key/)
    await addRecord(db, world, {})
    await refused(belongs(id, 'LMS'), /keeps its organisation|foreign key/)
    await belongs(organisationId, 'LMS')
  })

  test('a second open review of one service and rule, also of no service', async () => {
    const { ruleId } = world.rules['FIN-01']
    for (const serviceId of [world.services.libraries, null]) {
      const review = {
        serviceId,
        ruleId,
        state: 'open',
        openedOn: '2026-11-22',
        reviewBy: '2026-12-22',
        closedAt: null,
        outcome: null,
      } as const
      await db.insertInto('disposalReviews').values(review).execute()
      await refused(db.insertInto('disposalReviews').values(review).execute(), /UNIQUE/)
    }
  })

  test('a change to a version of a rule that stands', async () => {
    const { versionId } = world.rules['LIB-01']
    const change = (set: object) =>
      db.updateTable('retentionRuleVersions').set(set).where('id', '=', versionId).execute()
    await refused(change({ period: 'P1D' }), /a version of a retention rule never changes/)
    await refused(change({ authority: 'Somebody else' }), /never changes/)
    await change({ recomputedAt: '2026-11-22T12:00:00.000Z' })
  })

  test('a person, organisation or service twice under one name', async () => {
    const person = {
      name: 'X',
      role: 'auditor',
      passwordHash: 'none',
      createdAt: '2020-01-01T00:00:00.000Z',
      suspendedAt: null,
    } as const
    await refused(
      db
        .insertInto('users')
        .values({ ...person, email: 'AUDITOR@muniment.example' })
        .execute(),
      /UNIQUE/,
    )
    await refused(
      db.insertInto('services').values({ code: 'LIB', name: 'Other', organisationId: world.organisationId }).execute(),
      /UNIQUE/,
    )
  })
})
