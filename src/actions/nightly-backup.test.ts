import assert from 'node:assert/strict'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { embeddedDatabase, smallWorld } from '../../db/test-world.ts'
import { toRotateOut } from '../domain/backup-manifest.ts'
import { addDays, type IsoDate } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { nightlyBackup } from './nightly-backup.ts'

const FIRST = '2026-11-20'
let opened: Awaited<ReturnType<typeof embeddedDatabase>>
let folder: string
beforeEach(async () => {
  opened = await embeddedDatabase()
  await smallWorld(opened.db)
  folder = join(opened.folder, 'backups')
})
afterEach(() => opened.close())

const backUp = (day: IsoDate, { keep = 2, signal }: { keep?: number; signal?: AbortSignal } = {}) => {
  const clock = { today: () => day, now: () => `${day}T02:30:00.000Z` }
  const acting = { who: program('Schedule'), clock }
  return nightlyBackup(opened.db, acting, { databaseUrl: opened.url, backup: { folder, keep }, signal })
}
const backups = () => readdirSync(folder).filter((name) => name.endsWith('.db'))
const runs = () => opened.db.selectFrom('jobRuns').select(['state', 'error', 'notes']).orderBy('id').execute()

test('each night has a backup of its day, the newest stay, and each is an event of the trail', async () => {
  for (let night = 0; night < 4; night++) assert.ok((await backUp(addDays(FIRST, night))).ran)
  assert.deepEqual(readdirSync(folder), [
    ...['muniment-2026-11-22.db', 'muniment-2026-11-22.db.json'],
    ...['muniment-2026-11-23.db', 'muniment-2026-11-23.db.json'],
  ])
  const said = (await runs()).map(({ state, notes }) => [state, (JSON.parse(notes) as string[]).at(-1)])
  assert.deepEqual(said.at(-1), ['succeeded', 'Removed 1 older backup, as 2 are kept.'])
  const events = await opened.db.selectFrom('auditEvents').selectAll().where('kind', '=', 'backed up').execute()
  assert.deepEqual(
    events.map(({ subjectId }) => subjectId),
    [0, 1, 2, 3].map((night) => `muniment-${addDays(FIRST, night)}.db`),
  )
  const manifest = JSON.parse(readFileSync(join(folder, 'muniment-2026-11-23.db.json'), 'utf8'))
  assert.deepEqual(JSON.parse(events.at(-1)?.details ?? '').facts, {
    bytes: manifest.bytes,
    sha256: manifest.sha256,
    'last event': manifest.audit_head.event,
    'hash of the last event': manifest.audit_head.hash,
  })
})

test('a second backup of a day has a number, and replaces none', async () => {
  await backUp(FIRST)
  const first = readFileSync(join(folder, `muniment-${FIRST}.db`))
  await backUp(FIRST)
  assert.deepEqual(backups(), [`muniment-${FIRST}-2.db`, `muniment-${FIRST}.db`])
  assert.ok(readFileSync(join(folder, `muniment-${FIRST}.db`)).equals(first))
})

test('a backup that is not whole any more does not count among those to keep, and is named', async () => {
  await backUp(FIRST)
  await backUp(addDays(FIRST, 1))
  truncateSync(join(folder, 'muniment-2026-11-21.db'), 5000)
  await backUp(addDays(FIRST, 2))
  assert.deepEqual(backups(), ['muniment-2026-11-20.db', 'muniment-2026-11-21.db', 'muniment-2026-11-22.db'])
  const [note] = (JSON.parse((await runs()).at(-1)?.notes ?? '') as string[]).slice(1)
  assert.equal(note, 'muniment-2026-11-21.db is not what its manifest says, and was left where it is.')
})

test('a backup whose trail is broken removes none, so that the last with a whole one stay until there is a new one', async () => {
  await backUp(FIRST)
  await backUp(addDays(FIRST, 1))
  await sql`drop trigger audit_events_stand`.execute(opened.db)
  const alter = (whoId: string) => opened.db.updateTable('auditEvents').set({ whoId }).where('id', '=', 1).execute()
  const { whoId } = await opened.db.selectFrom('auditEvents').select('whoId').executeTakeFirstOrThrow()
  await alter('9')
  await backUp(addDays(FIRST, 2))
  await backUp(addDays(FIRST, 3))
  assert.deepEqual(
    backups(),
    [20, 21, 22, 23].map((day) => `muniment-2026-11-${day}.db`),
  )
  const notes = JSON.parse((await runs()).at(-1)?.notes ?? '') as string[]
  assert.match(notes[1] ?? '', /^The audit trail in it is broken: Event 1 /)
  assert.match(notes[2] ?? '', /^Nothing was removed: while the audit trail is broken/)

  await alter(whoId)
  await backUp(addDays(FIRST, 4))
  assert.deepEqual(backups(), ['muniment-2026-11-23.db', 'muniment-2026-11-24.db'])
})

test('what a backup that was cut off has left is cleared away, and files of others are let be', async () => {
  await backUp(FIRST)
  for (const name of ['muniment-2026-11-19.db.unfinished', 'muniment-2026-11-19.db.json', 'notes.txt', 'muniment.db'])
    writeFileSync(join(folder, name), 'x')
  await backUp(addDays(FIRST, 1), { keep: 1 })
  assert.deepEqual(readdirSync(folder), [
    'muniment-2026-11-21.db',
    'muniment-2026-11-21.db.json',
    'muniment.db',
    'notes.txt',
  ])
})

test('a backup that cannot be written fails with the reason, and the last good one stays', async () => {
  await backUp(FIRST, { keep: 1 })
  const good = folder
  folder = join(good, `muniment-${FIRST}.db`)
  await assert.rejects(backUp(addDays(FIRST, 1), { keep: 1 }), /^Error: The folder of backups .* cannot be made/)
  folder = good
  assert.deepEqual(backups(), [`muniment-${FIRST}.db`])
  const failed = (await runs()).at(-1)
  assert.equal(failed?.state, 'failed')
  assert.match(failed?.error ?? '', /cannot be made: set BACKUP_FOLDER to one that can\./)
})

test('a backup that is told to stop leaves nothing behind', async () => {
  const stop = new AbortController()
  stop.abort(new Error('The server is stopping.'))
  const ended = await backUp(FIRST, { signal: stop.signal })
  assert.equal(ended.ran && ended.value.state, 'stopped')
  assert.deepEqual(readdirSync(folder), [])
  assert.deepEqual(await opened.db.selectFrom('jobLeases').selectAll().execute(), [])
})

test('by age, the tenth of a day is newer than the ninth, and any of it older than the next day', () => {
  const names = [
    'muniment-2026-11-21.db',
    'muniment-2026-11-20-10.db',
    'muniment-2026-11-20-9.db',
    'muniment-2026-11-20.db',
  ]
  const good = names.map((name) => ({ name, isWhole: true }))
  assert.deepEqual(toRotateOut(good, 2), ['muniment-2026-11-20.db', 'muniment-2026-11-20-9.db'])
  assert.deepEqual(toRotateOut(good, 9), [])
})

test('the newest backup whose trail is whole stays, however old it is', () => {
  const good = [18, 19, 20, 21].map((day) => ({ name: `muniment-2026-11-${day}.db`, isWhole: day < 20 }))
  assert.deepEqual(toRotateOut(good, 1), ['muniment-2026-11-18.db', 'muniment-2026-11-20.db'])
})
