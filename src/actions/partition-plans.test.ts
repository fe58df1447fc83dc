import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type CompiledQuery, Kysely } from 'kysely'
import { Client } from 'pg'
import { programNames } from '../../db/names.ts'
import { postgresDialect } from '../../db/postgres.ts'
import { idsToRelease } from '../../db/queries/hold-release.ts'
import { recordById, recordHistory } from '../../db/queries/record-show.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import { wantedRecords } from '../../db/queries/record-wanted.ts'
import { forgetRecords } from '../../db/queries/review-disposals.ts'
import type { Db, Schema } from '../../db/schema.ts'
import { addRecord } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase, testServer } from '../../db/test-world.ts'
import { previewHold } from './hold-preview.ts'
import { createFeed, loadFeed } from './record-feeds.ts'
import { recordPage } from './record-page.ts'
import { acting } from './test-acting.ts'
import { HASH_KEY, lifted, placed } from './test-holds.ts'

const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const NO_SERVER = { skip: testServer ? false : 'a file has no partitions' }

describe('what knows the organisation looks into its partition alone', NO_SERVER, () => {
  let opened: Awaited<ReturnType<typeof temporaryDatabase>>
  let db: Db
  let explaining: Client
  let other: string
  let world: Awaited<ReturnType<typeof smallWorld>>
  let said: CompiledQuery[] = []
  before(async () => {
    opened = await temporaryDatabase()
    explaining = new Client({ connectionString: opened.url })
    await explaining.connect()
    db = new Kysely<Schema>({
      dialect: postgresDialect(opened.url, 'safe'),
      plugins: [programNames],
      log: ({ query }) => void said.push(query),
    })
    world = await smallWorld(db)
    const council = { code: 'PCC', name: 'Peterborough City Council', kind: 'council' } as const
    const { id } = await db.insertInto('organisations').values(council).returning('id').executeTakeFirstOrThrow()
    await db.insertInto('sourceSystems').values({ code: 'PLIB', name: 'Libraries', organisationId: id }).execute()
    other = `_of_${id}`
  })
  after(async () => {
    await explaining.end()
    await db.destroy()
    await opened.close()
  })

  const load = async (rows: string, mode: 'delta' | 'full') => {
    const filePath = join(opened.folder, 'feed.csv')
    writeFileSync(filePath, `reference,rule,trigger_date\n${rows}`)
    const file = { source: 'LMS', fileName: 'feed.csv', filePath, uploaded: false, mode }
    const id = await createFeed(db, acting(clock), { ...file, correction: false, dryRun: false })
    assert.ok(id.ok)
    assert.equal((await loadFeed(db, id.value, { clock, hashKey: 'k'.repeat(32) })).state, 'done')
  }

  /** The statements about what is in partitions that some work says, and those of them whose plan has a partition of another organisation. */
  const lookedInto = async (work: () => Promise<unknown>): Promise<{ all: string[]; elsewhere: string[] }> => {
    said = []
    await work()
    const about = said.filter(
      ({ sql }) => /\b(records|record_changes|review_exceptions)\b/.test(sql) && !/^copy\b/.test(sql),
    )
    const elsewhere: string[] = []
    for (const { sql, parameters } of about) {
      const { rows } = await explaining.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, [...parameters])
      if (rows.some((row) => row['QUERY PLAN'].includes(other))) elsewhere.push(sql.replaceAll(/\s+/g, ' '))
    }
    return { all: about.map(({ sql }) => sql), elsewhere }
  }

  /** The next id is above all others, an empty review may have had records of anybody, and a page is shown by its ids. */
  const KNOWS_NONE = [
    /^select "id" from "records" order by "id" desc/,
    /^update "disposal_reviews"/,
    /\bon records.id = asked.value\b/,
  ]
  const isKnown = (sql: string): boolean => !KNOWS_NONE.some((pattern) => pattern.test(sql))

  test('a feed, from its first record to what it does not list any more', async () => {
    const { all, elsewhere } = await lookedInto(async () => {
      await load('A-1,LIB-03,2026-01-01\nA-2,LIB-03,2026-01-01\nA-3,LIB-03,2026-01-01\n', 'delta')
      await load('A-1,LIB-03,2026-02-02\nA-2,LIB-03,2026-01-01\n', 'full')
      await load('A-1,LIB-03,2026-02-02\nA-2,LIB-03,2026-01-01\nA-3,LIB-03,never\n', 'full')
    })
    assert.ok(all.length > 20)
    assert.deepEqual(elsewhere.filter(isKnown), [])
    assert.notDeepEqual(elsewhere, [], 'what knows of none is seen to look everywhere')
  })

  test('what a hold would catch by its list or its source systems, and what it takes out', async () => {
    const { lms } = world.systems
    const any = { services: [], rules: [], triggerFrom: null, triggerTo: '2026-03-01' }
    const criteria = { ...any, sources: [lms] }
    for (const catches of [
      { by: 'list' as const, sourceSystemId: lms, references: ['A-1', 'A-9'] },
      { by: 'criteria' as const, criteria },
      { by: 'criteria' as const, criteria: { ...criteria, rules: [world.rules['LIB-03'].ruleId] } },
    ]) {
      const found = await lookedInto(() => previewHold(db, catches, HASH_KEY))
      assert.ok(found.all.length > 0)
      assert.deepEqual(found.elsewhere, [], catches.by)
    }
    const governance = { who: world.users.governance, clock }
    for (const on of [
      { source: 'LMS', references: ['A-1', 'A-9'] },
      { sources: ['LMS'], triggerTo: '2020-01-01' },
    ]) {
      const id = await placed(db, governance, on)
      const released = await lookedInto(() => idsToRelease(db, id, 10))
      assert.ok(released.all.length > 0)
      assert.deepEqual(released.elsewhere, [])
      await lifted(db, governance, id)
    }
  })

  test('forgetting a record', async () => {
    const { organisationId } = world
    const id = await addRecord(db, world, { triggerOn: '2020-01-01', state: 'already gone' })
    const forgotten = [{ id, organisationId, reference: `forgotten:${'f'.repeat(64)}` }]
    const { all, elsewhere } = await lookedInto(() => forgetRecords(db, forgotten))
    assert.deepEqual([all.length, elsewhere], [4, []])
  })

  test('the history of a record, and a list of one source system', async () => {
    const { id } = await db.selectFrom('records').select('id').limit(1).executeTakeFirstOrThrow()
    const record = await recordById(db, id, null)
    assert.ok(record)
    const history = await lookedInto(() => recordHistory(db, record))
    assert.deepEqual([history.all.length, history.elsewhere], [3, []])
    const wanted = wantedRecords({ source: 'LMS' }, null, await recordTerms(db))
    const list = await lookedInto(() => recordPage(db, wanted, 'due', 50))
    assert.ok(list.all.length > 0)
    assert.deepEqual(list.elsewhere.filter(isKnown), [])
  })
})
