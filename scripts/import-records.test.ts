import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { run, runForJson } from './lib/test-command.ts'
import { smallWorlds } from './lib/test-worlds.ts'

let worlds: Awaited<ReturnType<typeof smallWorlds>>
before(async () => {
  worlds = await smallWorlds()
})
after(() => worlds.remove())

const HEADER = 'reference,rule,trigger_date\n'
const numbers = (result: Record<string, unknown>) =>
  ['rows', 'accepted', 'created', 'updated', 'unchanged', 'rejected', 'missing_at_source'].map((name) => result[name])

/** A world of its own, and a way to import a text into it. */
async function importer() {
  const world = await worlds.fresh()
  let files = 0
  return {
    ...world,
    send: (content: string | Buffer, ...options: string[]) => {
      files += 1
      const file = world.file(`feed-${files}.csv`)
      writeFileSync(file, content)
      return runForJson('import-records', [file, '--source', 'LMS', ...options], world.settings)
    },
  }
}

describe('the object of --json', () => {
  test('counts what became of the rows, and accepted is created, updated and unchanged together', async () => {
    const { send, open } = await importer()
    const first = await send(
      `${HEADER}A-1,LIB-01,2020-01-01\nA-2,LIB-01,\nA-3,NONE,2020-01-01\nA-1,LIB-01,2021-01-01\n`,
    )
    assert.equal(first.code, 0, 'rejected rows still end with 0')
    assert.deepEqual(Object.keys(first.result), [
      ...['feed', 'source', 'mode', 'dry_run', 'state'],
      ...['rows', 'accepted', 'created', 'updated', 'unchanged', 'rejected', 'missing_at_source', 'notes'],
    ])
    assert.deepEqual(numbers(first.result), [4, 2, 2, 0, 0, 2, 0])
    assert.deepEqual([first.result.source, first.result.mode, first.result.state], ['LMS', 'delta', 'done'])

    const again = await send(`${HEADER}A-1,LIB-01,2020-01-01\nA-2,LIB-01,22/11/2026\n`)
    assert.deepEqual([again.code, ...numbers(again.result)], [0, 2, 2, 0, 1, 1, 0, 0])
    const db = open()
    const records = await db.selectFrom('records').select(['reference', 'triggerOn', 'state']).orderBy('id').execute()
    await db.destroy()
    assert.deepEqual(records, [
      { reference: 'A-1', triggerOn: '2020-01-01', state: 'retained' },
      { reference: 'A-2', triggerOn: '2026-11-22', state: 'retained' },
    ])
  })

  test('a full feed says how many records are missing at their source, and a dry run changes nothing', async () => {
    const { send, open } = await importer()
    await send(`${HEADER}A-1,LIB-01,2020-01-01\nA-2,LIB-01,2020-01-01\nA-3,LIB-01,2020-01-01\n`)
    const file = `${HEADER}A-2,LIB-01,2020-01-01\nA-4,LIB-01,2020-01-01\n`
    const dry = await send(file, '--mode', 'full', '--dry-run')
    assert.deepEqual([dry.result.dry_run, ...numbers(dry.result)], [true, 2, 2, 1, 0, 1, 0, 2])
    const db = open()
    assert.equal((await db.selectFrom('records').select('id').execute()).length, 3)
    const full = await send(file, '--mode', 'full')
    assert.deepEqual(
      [full.result.dry_run, full.result.mode, ...numbers(full.result)],
      [false, 'full', 2, 2, 1, 0, 1, 0, 2],
    )
    const missing = db.selectFrom('records').select('reference').where('missingSince', '=', '2026-11-22')
    assert.deepEqual(
      (await missing.orderBy('id').execute()).map(({ reference }) => reference),
      ['A-1', 'A-3'],
    )
    await db.destroy()
  })

  test('a date of last activity moves back only in a correction', async () => {
    const { send } = await importer()
    await send(`${HEADER}A-1,LIB-01,2020-01-01\n`)
    const earlier = await send(`${HEADER}A-1,LIB-01,2019-01-01\n`)
    assert.deepEqual(numbers(earlier.result), [1, 1, 0, 0, 1, 0, 0])
    assert.match(String(earlier.result.notes), /1 row had an earlier or blank date of last activity/)
    const correction = await send(`${HEADER}A-1,LIB-01,2019-01-01\n`, '--correction')
    assert.deepEqual(numbers(correction.result), [1, 1, 0, 1, 0, 0, 0])
  })
})

describe('a file refused whole ends with 1, an object with the error, and nothing changed', () => {
  const refused: [string, string | Buffer, string[], RegExp][] = [
    [
      'without a column it needs',
      'reference,title\nA-1,x\n',
      [],
      /^The header row has no column rule: it has “reference” and “title”/,
    ],
    ['empty', '', [], /empty/],
    ['not text', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 1, 2]), [], /not|spreadsheet|zip/i],
    ['a full feed of nothing', HEADER, ['--mode', 'full'], /^The file has a header and no rows\./],
  ]
  for (const [name, content, options, error] of refused)
    test(name, async () => {
      const { send, open } = await importer()
      const { code, result } = await send(content, ...options)
      assert.deepEqual([code, result.state], [1, 'refused'])
      assert.match(String(result.error), error)
      assert.deepEqual(numbers(result), [0, 0, 0, 0, 0, 0, 0])
      const db = open()
      assert.deepEqual(await db.selectFrom('records').select('id').execute(), [])
      await db.destroy()
    })
})

test('a header alone is 0 rows and no error', async () => {
  const { code, result } = await (await importer()).send(HEADER)
  assert.deepEqual([code, result.state, ...numbers(result)], [0, 'done', 0, 0, 0, 0, 0, 0, 0])
})

test('a person reads one sentence, and standard error stays empty', async () => {
  const world = await worlds.fresh()
  writeFileSync(world.file('feed.csv'), `${HEADER}A-1,LIB-01,2020-01-01\nA-2,NONE,\n`)
  const { code, stdout, stderr } = await run(
    'import-records',
    [world.file('feed.csv'), '--source', 'lms'],
    world.settings,
  )
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal(
    stdout,
    '2 rows: 1 new record, 0 updated, 0 unchanged; 1 row rejected (the reasons are on the page /record-feeds/1).\n',
  )
})

test('a file that is not there, a folder, and a source that is not known end before anything is read', async () => {
  const world = await worlds.fresh()
  const call = (file: string, source: string) =>
    runForJson('import-records', [file, '--source', source], world.settings).catch(() => null)
  const gone = await call(world.file('gone.csv'), 'LMS')
  assert.equal(gone?.code, 1)
  assert.match(
    String(gone?.result.error),
    /gone\.csv cannot be read: there is no such file, or this user may not read it\.$/,
  )
  mkdirSync(world.file('folder.csv'))
  const folder = await call(world.file('folder.csv'), 'LMS')
  assert.equal(folder?.code, 1)
  assert.match(String(folder?.result.error), /cannot be read/)
  writeFileSync(world.file('feed.csv'), HEADER)
  const unknown = await run('import-records', [world.file('feed.csv'), '--source', 'XYZ'], world.settings)
  assert.deepEqual([unknown.code, unknown.stdout], [2, ''])
  assert.match(unknown.stderr, /^There is no source system XYZ: the page \/source-systems lists them\./)
})
