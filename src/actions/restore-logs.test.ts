import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '../../db/open.ts'
import { embeddedDatabase, smallWorld } from '../../db/test-world.ts'
import { program } from '../domain/permission.ts'
import { makeBackup } from './backups.ts'
import { recordExport } from './list-exported.ts'
import { restoreBackup } from './restore.ts'

const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const command = { who: program('Command line'), clock }

let world: Awaited<ReturnType<typeof embeddedDatabase>>
let folder: string
const at = (name: string) => join(folder, name)

/** A backup, and a database that has gone on since: what came after the backup is in its log alone. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-restore-'))
  world = await embeddedDatabase()
  await smallWorld(world.db)
  assert.ok((await makeBackup(world.db, command, { databaseUrl: world.url, file: at('good.db') })).ok)
  await record(30)
})
afterEach(async () => {
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

async function record(events: number): Promise<void> {
  for (let nth = 0; nth < events; nth++)
    await recordExport(world.db, command, { list: 'organisations', format: 'csv', filters: {} })
}

/** Copies the database as a person would who knows nothing of logs. */
function copyPlainly(name: string, companions: readonly string[]): void {
  for (const companion of companions) copyFileSync(join(world.folder, `test.db${companion}`), at(name + companion))
}

const restore = (name: string, { withoutManifest = false } = {}) =>
  restoreBackup(command, { databaseUrl: `file:${at('live.db')}`, file: at(name), withoutManifest })

/** The kinds of the events of the restored database. */
async function restoredKinds(): Promise<string[]> {
  const db = openDatabase(`file:${at('live.db')}`)
  const events = await db.selectFrom('auditEvents').select('kind').orderBy('id').execute()
  await db.destroy()
  return events.map(({ kind }) => kind)
}

test('a log whose database is gone is moved aside too, and is not replayed into what is restored', async () => {
  copyPlainly('live.db', ['-wal'])
  const log = readFileSync(at('live.db-wal'))
  const answer = await restore('good.db')
  assert.ok(answer.ok)
  const kept = 'live.db.before-restore-20261122T120000Z-wal'
  assert.equal(answer.value.kept, at(kept))
  assert.ok(readFileSync(at(kept)).equals(log))
  assert.deepEqual(await restoredKinds(), ['restored'])
  assert.deepEqual(readdirSync(folder), ['good.db', 'good.db.json', 'live.db', kept])
})

test('what was kept is never replaced: restored again within the second, the database goes beside it under another name', async () => {
  copyPlainly('live.db', ['-wal'])
  const log = readFileSync(at('live.db-wal'))
  const kept = []
  for (let nth = 1; nth <= 3; nth++) {
    const answer = await restore('good.db')
    assert.ok(answer.ok)
    kept.push(answer.value.kept)
  }
  const first = `${at('live.db')}.before-restore-20261122T120000Z`
  assert.deepEqual(kept, [`${first}-wal`, `${first}-2`, `${first}-3`])
  assert.ok(readFileSync(`${first}-wal`).equals(log), 'the first that was kept is what it was')
})

test('a copy with a log beside it is refused, since the events in the log would be lost; a backup of the two has them', async () => {
  copyPlainly('plain.db', ['', '-wal'])
  const names = readdirSync(folder)
  const answer = await restore('plain.db', { withoutManifest: true })
  assert.match(
    answer.ok ? 'it was restored' : (answer.problems[0]?.text ?? ''),
    /plain\.db-wal stands beside .*plain\.db and holds changes that the file itself lacks: make a backup of the two, with DATABASE_URL=file:.*plain\.db, and restore that; or move plain\.db-wal away/,
  )
  assert.deepEqual(readdirSync(folder), names)

  const both = openDatabase(`file:${at('plain.db')}`)
  assert.ok((await makeBackup(both, command, { databaseUrl: `file:${at('plain.db')}`, file: at('both.db') })).ok)
  await both.destroy()
  assert.ok((await restore('both.db')).ok)
  const kinds = await restoredKinds()
  assert.deepEqual([kinds.filter((kind) => kind === 'exported').length, kinds.at(-1)], [30, 'restored'])
})

test('a backup with a journal beside it is refused, with its manifest too; an empty log is none', async () => {
  writeFileSync(at('good.db-journal'), 'half of a change')
  const answer = await restore('good.db')
  assert.match(answer.ok ? 'it was restored' : (answer.problems[0]?.text ?? ''), /good\.db-journal stands beside/)
  writeFileSync(at('good.db-journal'), '')
  writeFileSync(at('good.db-wal'), '')
  assert.ok((await restore('good.db')).ok)
})

test('a backup that is altered between its check and its copy is refused', async () => {
  await sql`drop trigger audit_events_stand`.execute(world.db)
  await world.db.updateTable('auditEvents').set({ whoId: '9' }).where('id', '=', 1).execute()
  const made = async (file: string) => makeBackup(world.db, command, { databaseUrl: world.url, file: at(file) })
  assert.ok((await made('earlier.db')).ok && (await made('later.db')).ok)
  const answer = await restoreBackup(command, {
    databaseUrl: `file:${at('live.db')}`,
    file: at('later.db'),
    // It is asked once the check has found the trail broken, and before the copy.
    get despiteBrokenTrail() {
      copyFileSync(at('earlier.db'), at('later.db'))
      return true
    },
  })
  assert.match(
    answer.ok ? 'it was restored' : (answer.problems[0]?.text ?? ''),
    /later\.db was altered while it was being restored: its copy does not end with the event that the check found/,
  )
  assert.equal(existsSync(at('live.db')), false)
})
