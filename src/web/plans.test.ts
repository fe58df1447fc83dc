import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { type CompiledQuery, Kysely } from 'kysely'
import { migrate } from '../../db/migrate.ts'
import { programNames } from '../../db/names.ts'
import { caughtByHolds } from '../../db/queries/caught.ts'
import { recordCounts } from '../../db/queries/record-counts.ts'
import { stretch } from '../../db/queries/record-places.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import { wantedRecords } from '../../db/queries/record-wanted.ts'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import type { Db, Schema } from '../../db/schema.ts'
import { sqliteDialect } from '../../db/sqlite.ts'
import { smallWorld } from '../../db/test-world.ts'
import { dueSoon } from '../actions/due-soon.ts'
import { recomputePending } from '../actions/recompute.ts'
import { createFeed, loadFeed } from '../actions/record-feeds.ts'
import { recordPage } from '../actions/record-page.ts'
import { changeRule } from '../actions/retention-rules.ts'
import { sweep } from '../actions/sweep.ts'
import { acting } from '../actions/test-acting.ts'
import { lifted, placed } from '../actions/test-holds.ts'
import type { Clock } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { contentOf } from '../domain/rule-content.ts'
import { factsFor } from './home/facts.ts'

const TODAY = '2026-11-22'
const clock: Clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }

let folder: string
let db: Db
let world: Awaited<ReturnType<typeof smallWorld>>
let said: CompiledQuery[] = []

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-plans-'))
  db = new Kysely<Schema>({
    dialect: sqliteDialect(join(folder, 'plans.db'), 'hurried'),
    plugins: [programNames],
    log: ({ query }) => void said.push(query),
  })
  await migrate(db)
  world = await smallWorld(db)
  await load(`M-1,LIB-01,2020-01-01\nM-2,LIB-01,2024-01-01\nM-3,LIB-09,\nM-4,LIB-03,2020-01-01\n`)
})
after(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true, force: true })
})

async function load(rows: string, mode: 'delta' | 'full' = 'delta') {
  const filePath = join(folder, 'feed.csv')
  writeFileSync(filePath, `reference,rule,trigger_date\n${rows}`)
  const file = { source: 'LMS', fileName: 'feed.csv', filePath, uploaded: false, mode }
  const id = await createFeed(db, acting(clock), { ...file, correction: false, dryRun: false })
  assert.ok(id.ok)
  assert.equal((await loadFeed(db, id.value, { clock, hashKey: 'k'.repeat(32) })).state, 'done')
}

/** What SQLite says it does for each statement about records that some work says, the statement before each. */
async function stepsOf(work: () => Promise<unknown>): Promise<string[]> {
  said = []
  await work()
  const sqlite = new Sqlite(join(folder, 'plans.db'), { readonly: true })
  const aboutRecords = said.filter(({ sql }) => /\brecords\b/.test(sql))
  const steps = aboutRecords.flatMap(({ sql, parameters }) =>
    sqlite
      .prepare(`explain query plan ${sql}`)
      .all(parameters)
      .map((step) => `${(step as { detail: string }).detail}: ${sql.replaceAll(/\s+/g, ' ')}`),
  )
  sqlite.close()
  assert.ok(steps.length > 0, 'records were asked for')
  return steps
}

/**
 * Reading all records, or all of an index, where the statement does not say how many it wants; but a walk reads what is left at its end.
 * Records that were asked for by their ids, but are looked for among all of a state, are read as often as there are pieces of work.
 */
const readsAll = (steps: string[]): string[] =>
  steps.filter(
    (step) =>
      /^SCAN (records|record)\b(?!.*\b(limit|not indexed)\b)/i.test(step) ||
      (/^SEARCH (records|record)\b(?!.*USING INTEGER PRIMARY KEY)/i.test(step) && BY_IDS.test(step)),
  )

/** Ids that a piece of work was given, not those that the statement itself looks up. */
const BY_IDS = /\b(from records|update records|delete from records)\b[^()]*\bid in \(select value from json_each/i

describe('no statement reads every record', () => {
  test('of a feed that brings new, changed and unchanged records', async () => {
    const rows = 'M-1,LIB-01,2020-01-01\nM-2,LIB-03,2024-01-01\nM-5,LIB-01,2024-01-01\n'
    assert.deepEqual(readsAll(await stepsOf(() => load(rows))), [])
  })

  test('of a full feed that finds what disappeared', async () => {
    const rows = 'M-1,LIB-01,2020-01-01\nM-3,LIB-09,\nM-4,LIB-03,2020-01-01\n'
    assert.deepEqual(readsAll(await stepsOf(() => load(rows, 'full'))), [])
  })

  test('of a sweep', async () => {
    const flagged = async () => assert.equal((await sweep(db, { clock, who: program('Test') })).ok, true)
    const steps = await stepsOf(flagged)
    assert.deepEqual(readsAll(steps), [])
    // However many have gone missing at their source, those are found of which something is to be done.
    const missing = steps.filter((step) => /^SEARCH records USING [^:]*records_missing/.test(step))
    assert.ok(missing.length >= 2, steps.join('\n'))
    for (const step of missing) assert.match(step, /INDEX records_missing \(source_system_id=\? AND state=\?/)
  })

  test('of a recomputation', async () => {
    const rule = await ruleByCode(db, 'LIB-03', null)
    assert.ok(rule)
    const content = { ...contentOf(rule), period: 'P9Y' }
    const change = { code: 'LIB-03', seen: rule.version, content, shortensExisting: false }
    assert.ok((await changeRule(db, acting(clock), change)).ok)
    assert.deepEqual(readsAll(await stepsOf(() => recomputePending(db, { clock }))), [])
  })

  for (const role of ['governance', 'manager', 'auditor', 'administrator'] as const)
    test(`of the home page of ${role}`, async () => {
      said = []
      const when = { today: TODAY, now: clock.now() }
      await factsFor(db, world.users[role], when)
      if (said.some(({ sql }) => /\brecords\b/.test(sql)))
        assert.deepEqual(readsAll(await stepsOf(() => factsFor(db, world.users[role], when))), [])
    })

  test('of the counts of a rule, and of what is due soon', async () => {
    said = []
    await recordCounts(db, null)
    assert.ok(
      said.every(({ sql }) => !/\brecords"? /.test(sql.replaceAll('"records")', ''))),
      said[0]?.sql,
    )
    assert.deepEqual(readsAll(await stepsOf(() => dueSoon(db, null, { horizon: '180' }, TODAY))), [])
  })
})

describe('a list of what holds catch is found through indexes, or record by record as far as it has to', () => {
  const holds = {
    'a rule': { rules: ['LIB-01'] },
    'a service and trigger dates': { services: ['LIB'], triggerTo: '2021-01-01' },
    'a source system': { sources: ['LMS'] },
    'trigger dates': { triggerFrom: '2019-01-01' },
    'a list of references': { source: 'LMS', references: ['M-1', 'M-9'] },
  }
  for (const [name, on] of Object.entries(holds))
    for (const order of ['received', 'due'] as const)
      test(`${name}, in the order ${order}`, async () => {
        const hold = await placed(db, { who: world.users.governance, clock }, on)
        const wanted = wantedRecords({ caught: await caughtByHolds(db, hold) }, null, await recordTerms(db))
        const steps = await stepsOf(() => recordPage(db, wanted, order, 50))
        assert.deepEqual(readsAll(steps), [])
        await lifted(db, { who: world.users.governance, clock }, hold)
      })
})

describe('a list of records walks through an index, or through the records as far as it has to', () => {
  const filters = {
    none: {},
    rule: { rule: 'LIB-01' },
    'rule and state': { rule: 'LIB-01', state: 'retained' },
    service: { service: 'LIB' },
    state: { state: 'due' },
    'due dates': { dueFrom: '2026-01-01', dueTo: '2026-12-31' },
    source: { source: 'LMS' },
    reference: { reference: 'M-' },
    missing: { missing: true },
    'waiting for a date': { openSince: '2026-01-01' },
    backlog: { backlog: true },
  } as const
  for (const [name, filter] of Object.entries(filters))
    for (const order of ['received', 'due'] as const)
      test(`${name}, in the order ${order}`, async () => {
        const wanted = wantedRecords(filter, null, await recordTerms(db))
        const steps = await stepsOf(() => recordPage(db, wanted, order, 50))
        assert.deepEqual(readsAll(steps), [])
        assert.deepEqual(
          steps.filter((step) => /^USE TEMP B-TREE FOR ORDER BY.*from records not indexed/i.test(step)),
          [],
        )
      })

  test('what is missing at its source has an index in the order of all records', async () => {
    const wanted = wantedRecords({ missing: true }, null, await recordTerms(db))
    const steps = await stepsOf(() => stretch(db, wanted, 'received', { length: 100, most: 50 }))
    for (const step of steps)
      assert.match(step, /^(SCAN|SEARCH) records USING (COVERING )?INDEX records_missing_in_order/)
  })
})
