import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { type CompiledQuery, Kysely } from 'kysely'
import { migrate } from '../../db/migrate.ts'
import { programNames } from '../../db/names.ts'
import { leavesAfter } from '../../db/queries/certificates.ts'
import { repeatedlyKept, reviewsToAnswer } from '../../db/queries/report-reviews.ts'
import { decisionsMade } from '../../db/queries/report-sample.ts'
import type { Db, Schema } from '../../db/schema.ts'
import { sqliteDialect } from '../../db/sqlite.ts'
import { smallWorld } from '../../db/test-world.ts'
import { evidenceOfKeeping } from './keeping-evidence.ts'
import { forecast } from './report-forecast.ts'

const TODAY = '2026-11-22'
let folder: string
let db: Db
let said: CompiledQuery[] = []
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-report-plans-'))
  db = new Kysely<Schema>({
    dialect: sqliteDialect(join(folder, 'plans.db'), 'hurried'),
    plugins: [programNames],
    log: ({ query }) => void said.push(query),
  })
  await migrate(db)
  await smallWorld(db)
})
after(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true, force: true })
})

/** What SQLite says it does with a table for each statement that some work says. */
async function stepsWith(table: string, work: () => Promise<unknown>): Promise<string[]> {
  said = []
  await work()
  const sqlite = new Sqlite(join(folder, 'plans.db'), { readonly: true })
  const steps = said.flatMap(({ sql, parameters }) =>
    sqlite
      .prepare(`explain query plan ${sql}`)
      .all(parameters)
      .map((step) => (step as { detail: string }).detail),
  )
  sqlite.close()
  return steps.filter((step) => new RegExp(`^(SCAN|SEARCH) ${table}\\b`).test(step))
}

test('the forecast reads 73 ranges of one index, and no record', async () => {
  const steps = await stepsWith('records', () => forecast(db, null, TODAY))
  assert.equal(steps.length, 73)
  for (const step of steps)
    assert.match(step, /^SEARCH records USING COVERING INDEX records_by_state \(state=\? AND due_on>\? AND due_on<\?\)/)
})

test('reviews that wait, and the evidence of keeping, are counted through indexes', async () => {
  const steps = await stepsWith('records', async () => {
    await reviewsToAnswer(db, null)
    await evidenceOfKeeping(db, [{ service: 'LIB', rules: ['LIB-01', 'LIB-03'] }], TODAY)
  })
  assert.ok(steps.length > 0)
  for (const step of steps) assert.match(step, /^SEARCH records USING (COVERING )?INDEX records_/)
})

test('what is kept again and again is counted in the order of an index of what counts', async () => {
  const steps = await stepsWith('review_exceptions', () => repeatedlyKept(db, null))
  assert.match(steps.join(), /^SCAN review_exceptions USING (COVERING )?INDEX review_exceptions_kept_longer$/)
})

test('what was decided is sought from one batch of exceptions to the next', async () => {
  const steps = await stepsWith('review_exceptions', () => decisionsMade(db, TODAY, TODAY))
  assert.ok(steps.length >= 3)
  for (const step of steps) assert.match(step, /^SEARCH review_exceptions USING (COVERING )?INDEX/)
})

test('the records of a certificate are read page by page, from where the last one ended', async () => {
  const of = { id: 1, certified: 0, round: 1, organisationId: 1, sourceSystemId: 1 }
  const steps = await stepsWith('(item|record)', () => leavesAfter(db, of, 7, 100))
  assert.match(
    steps.join(),
    /^SEARCH item USING INDEX \w+ \(instruction_id=\? AND record_id>\?\),SEARCH record USING INTEGER/,
  )
})
