import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import { REQUEST_COUNTS } from './request-counts.ts'
import { emptyPostgres } from './test-postgres.ts'
import { schemaFacts, type TableFacts } from './test-schema.ts'
import { testServer } from './test-world.ts'

const NO_SERVER = { skip: testServer ? false : 'there is no PostgreSQL to compare with' }

test(
  'the tables are the same on both databases: columns, references, checks, indexes and triggers',
  NO_SERVER,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muniment-schema-'))
    const embedded = openDatabase(`file:${join(folder, 'test.db')}`)
    await migrate(embedded)
    const made = await emptyPostgres(testServer ?? '')
    const server = openDatabase(made.url)
    await migrate(server)
    const here = withoutHolders(await schemaFacts(embedded))
    // What only nodes that share a database need is in no file.
    const { [REQUEST_COUNTS]: counted, ...there } = withoutHolders(await schemaFacts(server))
    assert.ok(counted)
    assert.ok(Object.keys(here).length > 30)
    for (const [table, facts] of Object.entries(there)) {
      // A row can be deleted one by one, or all at a stroke: only PostgreSQL knows the latter.
      const known = facts.triggers.filter((name) => !name.endsWith('_whole'))
      assert.deepEqual({ ...facts, indexes: facts.indexes.map(inFile), triggers: known }, here[table], table)
      assert.deepEqual(
        facts.triggers.filter((name) => name.endsWith('_whole')),
        known.filter((name) => name.endsWith('_stay')).map((name) => `${name}_whole`),
        table,
      )
    }
    assert.deepEqual(Object.keys(there), Object.keys(here))
    await embedded.destroy()
    await server.destroy()
    await made.remove()
    rmSync(folder, { recursive: true })
  },
)

/** In a file an index has the ids of its rows at its end by itself. */
const inFile = (index: string): string =>
  index.replace('records_in_review (review_id, due_on, id)', 'records_in_review (review_id, due_on)')

const HELD = ['source_systems', 'records', 'record_changes', 'review_exceptions']

/**
 * Whose records are held is said otherwise: in a file by triggers and a default that no row keeps, as columns are added there without
 * references; on PostgreSQL by references, and by a trigger that makes partitions. What each refuses is tested on both.
 */
const withoutHolders = (facts: Record<string, TableFacts>): Record<string, TableFacts> =>
  Object.fromEntries(
    Object.entries(facts).map(([table, its]) => [table, HELD.includes(table) ? withoutHolder(its) : its]),
  )

function withoutHolder({ columns, references, checks, indexes, triggers }: TableFacts): TableFacts {
  const { organisation_id: holder, ...others } = columns
  assert.deepEqual(holder?.slice(0, 2), ['integer', false])
  return {
    columns: others,
    references: references.filter((reference) => !reference.startsWith('organisation_id ')),
    checks,
    indexes: [...new Set(indexes)],
    triggers: triggers.filter((name) => !name.startsWith('source_systems_')),
  }
}
