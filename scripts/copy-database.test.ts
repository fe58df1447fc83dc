import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { tablesOf } from '../db/catalogue.ts'
import { pathOf } from '../db/copy.ts'
import { firstFilled, isServed } from '../db/queries/whole-database.ts'
import { copyPlaces, filledFile, using } from '../src/actions/test-copy.ts'
import { isPostgresUrl } from '../src/domain/database-url.ts'
import { ended, run, runForJson, startCommand } from './lib/test-command.ts'

let places: ReturnType<typeof copyPlaces>
let source: string
before(async () => {
  places = copyPlaces()
  source = places.file()
  await filledFile(source, places.folder)
})
after(() => places.remove())

/** Waits until the server of a database has noticed that whoever was connected is gone. */
const untilLeft = (url: string) =>
  using(url, async (db) => {
    while (await isServed(db)) await pause(20)
  })

const firstRow = (url: string) =>
  using(url, async (db) =>
    firstFilled(
      db,
      (await tablesOf(db)).map(({ name }) => name),
    ),
  )

test('a copy that is killed half-way leaves nothing that looks whole, and the next one is whole', async () => {
  const to = await places.target()
  for (const moment of ['Checking the audit trail', 'Putting indexes']) {
    const program = startCommand('copy-database', ['--from', source, '--to', to])
    program.stdout?.on('data', (said: Buffer) => {
      if (said.includes(moment)) program.kill('SIGKILL')
    })
    const { code } = await ended(program)
    assert.equal(code, null, moment)
    if (!isPostgresUrl(to)) assert.equal(existsSync(pathOf(to)), false)
    else {
      await untilLeft(to)
      assert.equal(await firstRow(to), null)
    }
  }
  const { code: again, stdout: table } = await run('copy-database', ['--from', source, '--to', to])
  assert.equal(again, 0)
  assert.match(table, /^records +20,000 +20,000 +[0-9a-f]{16} +same$/m)
  assert.match(table, /^Left out: sessions and job_leases\. Everybody signs in again\.$/m)
  assert.match(table, /^The audit trail is whole: \d+ events\. Event \d+ has the hash [0-9a-f]{64}\.$/m)
  assert.match(table, /The target holds what the source holds\.\n$/)
  if (!isPostgresUrl(to)) assert.equal(existsSync(`${pathOf(to)}.copying`), false)
})

test('--json gives each table with its rows and hashes, and a refusal ends with 1 and says why', async () => {
  const to = places.file()
  const { code, result } = await runForJson('copy-database', ['--from', source, '--to', to])
  const tables = result.tables as Record<string, unknown>[]
  const records = tables.find(({ table }) => table === 'records')
  assert.deepEqual([code, result.same, records?.rows, records?.rows_read_back], [0, true, 20_000, 20_000])
  assert.equal(records?.sha256, records?.sha256_read_back)
  const refused = await runForJson('copy-database', ['--from', source, '--to', to])
  assert.equal(refused.code, 1)
  assert.match(String(refused.result.error), /holds something already/)
})
