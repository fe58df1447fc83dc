import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import * as first from './migrations/0001_first.ts'
import * as accessAndEvidence from './migrations/0002_access_and_evidence.ts'
import * as tenMillionRecords from './migrations/0003_ten_million_records.ts'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'

let folder: string
let db: Db
let bare: Kysely<unknown>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-organisations-'))
  db = openDatabase(`file:${join(folder, 'test.db')}`)
  bare = db as unknown as Kysely<unknown>
  await first.up(bare)
  await accessAndEvidence.up(bare)
})
afterEach(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true, force: true })
})

const run = async (...statements: string[]) => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

/** Two source systems as an earlier version kept them, the second with a record, a line of its history and an exception. */
const earlier = [
  "insert into source_systems (code, name) values ('ONE', 'One'), ('TWO', 'Two')",
  "insert into retention_rules (code) values ('LIB-01')",
  `insert into retention_rule_versions (rule_id, version, standing, record_series, owner_name, trigger_kind, counted_from, period,
    "constraint", disposal_action, authority, authority_kind, approvals, review_days, cooling_off_days, valid_from, shortens_existing,
    created_at, created_by_name) values (1, 1, 'confirmed', 'Case', 'IG', 'event', 'trigger', 'P6Y', 'both', 'destroy', 'Act', 'law', 1,
    30, 0, '2020-01-01', 0, '2020-01-01', 'IG')`,
  `insert into users (email, name, role, password_hash, created_at) values ('a@b.example', 'A', 'manager', 'none', '2020-01-01')`,
  `insert into records (source_system_id, reference, rule_id, rule_version_id, state, first_seen_on, last_seen_on)
    values (2, 'R-1', 1, 1, 'open', '2020-01-01', '2020-01-01')`,
  `insert into record_changes (record_id, changed_at, what, reason, by_name) values (1, '2020-01-01', 'rule', 'Feed 1', 'Feed')`,
  `insert into disposal_reviews (rule_id, state, opened_on, review_by) values (1, 'open', '2020-01-01', '2020-02-01')`,
  `insert into review_exceptions (batch_id, review_id, record_id, kind, corrected_trigger_on, reason, decided_by_id, decided_by_name,
    decided_at) values (1, 1, 1, 'wrong date', '2020-01-01', 'Mistyped', 1, 'A', '2020-01-01')`,
]

const organisation = async (table: 'records' | 'recordChanges' | 'reviewExceptions') =>
  (await db.selectFrom(table).select('organisationId').execute()).map(({ organisationId }) => organisationId)
const ofSources = async () => {
  const rows = await db.selectFrom('sourceSystems').select('organisationId').orderBy('id').execute()
  return rows.map(({ organisationId }) => organisationId)
}

test('a source system of an earlier version gets the organisation of its default service, else that of the register', async () => {
  await run(
    "insert into organisations (code, name, kind) values ('S', 'Supplier', 'supplier'), ('C', 'County', 'council'), ('D', 'District', 'council')",
    "insert into services (code, name, organisation_id) values ('LIB', 'Libraries', 3)",
    ...earlier,
    'update source_systems set default_service_id = 1 where id = 2',
  )
  await tenMillionRecords.up(bare)
  assert.deepEqual(await ofSources(), [2, 3])
  for (const table of ['records', 'recordChanges', 'reviewExceptions'] as const)
    assert.deepEqual(await organisation(table), [3], table)
})

test('a register with source systems and no organisation gets one, since records belong to one', async () => {
  await run(...earlier)
  await tenMillionRecords.up(bare)
  assert.deepEqual([await ofSources(), await organisation('records')], [[1, 1], [1]])
})

test('an empty register gets none', async () => {
  await tenMillionRecords.up(bare)
  assert.deepEqual(await db.selectFrom('organisations').select('id').execute(), [])
})
