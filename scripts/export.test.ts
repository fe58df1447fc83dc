import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { addRecord } from '../db/test-records.ts'
import { cellsOf } from '../src/formats/test-xlsx.ts'
import { ended, run, runForJson, startCommand, TODAY } from './lib/test-command.ts'
import { smallWorlds } from './lib/test-worlds.ts'

let worlds: Awaited<ReturnType<typeof smallWorlds>>
let world: Awaited<ReturnType<typeof worlds.fresh>>
const RECORDS = 3_000

before(async () => {
  worlds = await smallWorlds()
  world = await worlds.fresh()
  const db = world.open()
  await db.transaction().execute(async (tx) => {
    for (let n = 1; n <= RECORDS; n++)
      await addRecord(tx, worlds.world, { reference: `E-${n}`, triggerOn: '2025-02-28', title: 'Ünïcödé, "quoted"' })
  })
  await db.destroy()
})
after(() => worlds.remove())

/** The lists that the product promises by command; the rest are of the same make. */
const lists = ['processing-activities', 'retention-rules', 'records', 'disposal-reviews', 'job-runs']

test('a list is written to a file whole, and another reader reads it', async () => {
  for (const name of lists) {
    const out = world.file(`${name}.csv`)
    const { code, result, stderr } = await runForJson('export', [name, '--out', out], world.settings)
    assert.deepEqual([code, stderr, result], [0, '', { name, out }])
    const rows = parse(readFileSync(out, 'utf8'), { columns: true }) as Record<string, string>[]
    if (name === 'records') {
      assert.equal(rows.length, RECORDS)
      assert.deepEqual(
        [rows.at(-1)?.reference, rows.at(-1)?.title, rows.at(-1)?.due_on],
        [`E-${RECORDS}`, 'Ünïcödé, "quoted"', '2028-02-29'],
      )
    }
  }
})

test('each list that left is an event of the audit trail', async () => {
  const db = world.open()
  const events = await db.selectFrom('auditEvents').select(['kind', 'subjectId', 'whoId', 'details']).execute()
  await db.destroy()
  const said = events.map(({ kind, subjectId, whoId, details }) => [kind, subjectId, whoId, JSON.parse(details).facts])
  assert.deepEqual(
    said,
    lists.map((name) => ['exported', name, 'Command line', { format: 'CSV' }]),
  )
})

test('a list is written as an Excel file, and not to standard output', async () => {
  const out = world.file('rules.xlsx')
  const { code } = await run('export', ['retention-rules', '--format', 'xlsx', '--out', out], world.settings)
  assert.equal(code, 0)
  const [header, first] = cellsOf(readFileSync(out))
  assert.deepEqual([header?.[0], header?.[1], first?.[0]], ['code', 'record_series', 'FIN-01'])
  for (const wrong of [
    ['--format', 'xlsx'],
    ['--format', 'ods', '--out', out],
  ]) {
    const refused = await run('export', ['retention-rules', ...wrong], world.settings)
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /--format/)
  }
})

test('a list as at a day has its manifest, and none is made of a day that is not over', async () => {
  const out = world.file('holds.csv')
  const { code } = await run('export', ['disposal-holds', '--as-at', '2020-03-31', '--out', out], world.settings)
  assert.equal(code, 0)
  const manifest = JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8'))
  assert.deepEqual([manifest.list, manifest.as_at, manifest.rows], ['disposal-holds', '2020-03-31', 0])
  for (const name of ['services', 'terms', 'disposal-reviews', 'disposal-instructions']) {
    const file = world.file(`${name}-then.csv`)
    const { result } = await runForJson('export', [name, '--as-at', '2020-03-31', '--out', file], world.settings)
    assert.deepEqual(result, { name, out: file })
    const { list, sha256 } = JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8'))
    assert.deepEqual([list, sha256], [name, createHash('sha256').update(readFileSync(file)).digest('hex')])
  }
  const settings = { ...world.settings, MUNIMENT_TODAY: TODAY }
  for (const day of [TODAY, '2099-01-01']) {
    const refused = await run('export', ['disposal-holds', '--as-at', day], settings)
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /^--as-at must be a day before today: today’s list is the one without a date/)
  }
})

test('without a file the list is standard output and nothing else', async () => {
  const { code, stdout, stderr } = await run('export', ['records'], world.settings)
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal(stdout, readFileSync(world.file('records.csv'), 'utf8'))
})

test('a reader that goes away early ends the export without a word', async () => {
  const program = startCommand('export', ['records'], world.settings)
  program.stdout?.once('data', () => program.stdout?.destroy())
  const { code, stderr } = await ended(program)
  assert.deepEqual([code, stderr], [0, ''])
})

test('a file that cannot be written leaves nothing behind', async () => {
  const out = world.file('missing/records.csv')
  const { code, result } = await runForJson('export', ['records', '--out', out], world.settings)
  assert.equal(code, 1)
  assert.match(String(result.error), /records\.csv could not be written: ENOENT/)
  assert.equal(existsSync(`${out}.unfinished`), false)
})
