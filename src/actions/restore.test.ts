import assert from 'node:assert/strict'
import {
  chownSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { openDatabase } from '../../db/open.ts'
import { embeddedDatabase, smallWorld } from '../../db/test-world.ts'
import { program } from '../domain/permission.ts'
import { NotAllowed } from './acting.ts'
import { sha256Of } from './backup-check.ts'
import { makeBackup } from './backups.ts'
import { recordExport } from './list-exported.ts'
import { restoreBackup } from './restore.ts'
import { acting } from './test-acting.ts'

const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const command = { who: program('Command line'), clock }

let world: Awaited<ReturnType<typeof embeddedDatabase>>
let folder: string
const at = (name: string) => join(folder, name)

before(async () => {
  world = await embeddedDatabase()
  await smallWorld(world.db)
  await recordExport(world.db, command, { list: 'organisations', format: 'csv', filters: {} })
})
after(() => world.close())

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-restore-'))
  assert.ok((await makeBackup(world.db, command, { databaseUrl: world.url, file: at('good.db') })).ok)
  copyFileSync(at('good.db'), at('live.db'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const restore = (name: string, withoutManifest = false) =>
  restoreBackup(command, { databaseUrl: `file:${at('live.db')}`, file: at(name), withoutManifest })

/** A copy of the good backup with something done to it; `sealed`: its manifest is made to agree, as a forger would. */
async function spoilt(spoil: (path: string) => void, { sealed = false } = {}): Promise<string> {
  copyFileSync(at('good.db'), at('bad.db'))
  spoil(at('bad.db'))
  const manifest = JSON.parse(readFileSync(at('good.db.json'), 'utf8'))
  if (sealed) {
    manifest.sha256 = await sha256Of(at('bad.db'))
    manifest.bytes = readFileSync(at('bad.db')).length
  }
  writeFileSync(at('bad.db.json'), JSON.stringify(manifest))
  return 'bad.db'
}

const changed = (statements: string) => (path: string) => {
  const sqlite = new Sqlite(path)
  sqlite.pragma('foreign_keys = off')
  sqlite.exec(statements)
  sqlite.close()
}

const flipByte = (path: string) => {
  const at = Math.floor(readFileSync(path).length / 2)
  writeSync(openSync(path, 'r+'), Buffer.from([readFileSync(path).readUInt8(at) ^ 1]), 0, 1, at)
}

describe('a backup that does not pass its checks is refused, and the database stays as it was', () => {
  const alteredSaying = /bad\.db is not what its manifest says: it was damaged or altered after it was made\.$/
  const bad: Record<string, { make: () => Promise<string>; says: RegExp; plain?: true }> = {
    'one byte flipped': { make: () => spoilt(flipByte), says: alteredSaying },
    'cut short': { make: () => spoilt((path) => truncateSync(path, 100_000)), says: alteredSaying },
    'altered rows': { make: () => spoilt(changed("update users set role = 'administrator'")), says: alteredSaying },
    'cut short, with a manifest that agrees': {
      make: () => spoilt((path) => truncateSync(path, 100_000), { sealed: true }),
      says: /bad\.db is damaged/,
    },
    'a page of zeroes, with a manifest that agrees': {
      make: () =>
        spoilt((path) => writeSync(openSync(path, 'r+'), Buffer.alloc(8192), 0, 8192, 8192), { sealed: true }),
      says: /bad\.db is damaged/,
    },
    'a newer version': {
      make: () => spoilt(changed("insert into kysely_migration values ('9999_later', '2030')"), { sealed: true }),
      says: /bad\.db is of a newer version of Muniment \(it has 9999_later\): restore it with that version\.$/,
    },
    'rows that refer to nothing': {
      make: () => spoilt(changed('update user_services set service_id = 999'), { sealed: true }),
      says: /bad\.db is damaged: 1 row refer/,
    },
    'rows taken out, with a manifest that agrees on the file': {
      make: () => spoilt(changed('delete from user_services; delete from users where id > 3'), { sealed: true }),
      says: /bad\.db\.json does not tell of what is in bad\.db: it was altered\.$/,
    },
    'an event altered, with a manifest that agrees on the file': {
      make: () =>
        spoilt(changed("drop trigger audit_events_stand; update audit_events set who_id = '9' where id = 1"), {
          sealed: true,
        }),
      says: /bad\.db\.json does not tell of what is in bad\.db: it was altered\.$/,
    },
    'of another program': {
      make: async () => {
        changed('create table notes (text)')(at('other.db'))
        return 'other.db'
      },
      says: /other\.db is not a database of Muniment\.$/,
      plain: true,
    },
    'no database': {
      make: async () => {
        writeFileSync(at('text.db'), 'not a database at all\n'.repeat(100))
        return 'text.db'
      },
      says: /text\.db is damaged, or is not a database\.$/,
      plain: true,
    },
    'without its manifest': {
      make: async () => {
        rmSync(at('good.db.json'))
        return 'good.db'
      },
      says: /good\.db\.json is missing or is not the manifest of a backup/,
    },
    'not there': { make: async () => 'none.db', says: /none\.db cannot be read: there is no such file/ },
  }

  for (const [name, { make, says, plain = false }] of Object.entries(bad))
    test(name, async () => {
      const file = await make()
      const before = readFileSync(at('live.db'))
      const names = readdirSync(folder)
      const answer = await restore(file, plain)
      assert.ok(!answer.ok, 'it was restored')
      assert.match(answer.problems[0]?.text ?? '', says)
      assert.ok(readFileSync(at('live.db')).equals(before))
      assert.deepEqual(readdirSync(folder), names, 'nothing is left behind')
    })
})

test('a database that somebody has open is not replaced, and nothing of it is moved', async () => {
  const db = openDatabase(`file:${at('live.db')}`)
  await db.selectFrom('users').select('id').execute()
  const answer = await restore('good.db')
  assert.match(answer.ok ? '' : (answer.problems[0]?.text ?? ''), /live\.db is in use: stop the server/)
  await db.insertInto('organisations').values({ code: 'NEW', name: 'New', kind: 'other' }).execute()
  await db.destroy()
  assert.deepEqual(readdirSync(folder), ['good.db', 'good.db.json', 'live.db'])
  assert.equal((await restore('good.db')).ok, true)
})

test('what was true only at the time of the backup is ended: sign-ins, links, jobs under way, messages', async () => {
  const { db } = world
  const users = await db.selectFrom('users').select('id').execute()
  const userId = users[0]?.id ?? 0
  const times = { createdAt: clock.now(), expiresAt: '2026-11-29T12:00:00.000Z' }
  const seen = { lastSeenAt: clock.now(), endsAt: times.expiresAt, address: '', browser: '' }
  await db
    .insertInto('sessions')
    .values({ idHash: 'h', userId, data: '{}', ...times, ...seen })
    .execute()
  await db
    .insertInto('accountLinks')
    .values({ userId, kind: 'invitation', tokenHash: 't', ...times })
    .execute()
  const run = { job: 'sweep', startedBy: 'Schedule', startedAt: clock.now(), state: 'running', error: null } as const
  await db
    .insertInto('jobRuns')
    .values({ ...run, asOf: null, finishedAt: null, durationMs: null })
    .execute()
  const message = { kind: 'invitation', toAddress: 'a@example.org', subject: 's', text: 't', html: 'h' } as const
  const sending = { dedupeKey: 'd', messageId: 'm', userId, createdAt: clock.now(), sendAfter: clock.now() }
  await db
    .insertInto('mailOutbox')
    .values({ ...message, ...sending })
    .execute()
  assert.ok((await makeBackup(db, command, { databaseUrl: world.url, file: at('busy.db') })).ok)
  for (const table of ['sessions', 'accountLinks', 'jobRuns', 'mailOutbox'] as const)
    await db.deleteFrom(table).execute()

  assert.ok((await restore('busy.db')).ok)
  const restored = openDatabase(`file:${at('live.db')}`)
  assert.deepEqual(await restored.selectFrom('sessions').select('id').execute(), [])
  assert.deepEqual(await restored.selectFrom('accountLinks').select('id').execute(), [])
  assert.equal((await restored.selectFrom('jobRuns').select('state').executeTakeFirstOrThrow()).state, 'failed')
  const mail = await restored
    .selectFrom('mailOutbox')
    .select(['givenUpAt', 'lastError', 'text', 'html'])
    .executeTakeFirstOrThrow()
  assert.equal(mail.givenUpAt, clock.now())
  assert.deepEqual([mail.text, mail.html], ['', ''], 'its link is worth nothing')
  assert.match(mail.lastError ?? '', /^Not sent: a backup was restored/)
  await restored.destroy()
})

test('a damaged database is replaced too, and kept with what stood beside it', async () => {
  writeFileSync(at('live.db'), 'no database any more')
  writeFileSync(at('live.db-wal'), 'the rest of it')
  const answer = await restore('good.db')
  assert.ok(answer.ok)
  const kept = answer.value.kept ?? ''
  assert.equal(kept, `${at('live.db')}.before-restore-20261122T120000Z`)
  assert.deepEqual(
    [kept, `${kept}-wal`].map((path) => readFileSync(path, 'utf8')),
    ['no database any more', 'the rest of it'],
  )
  const db = openDatabase(`file:${at('live.db')}`)
  assert.equal((await db.selectFrom('users').select('id').execute()).length, 4)
  await db.destroy()
})

test('restored by root, the database goes on belonging to whom it belonged', {
  skip: process.getuid?.() !== 0,
}, async () => {
  chownSync(at('live.db'), 1234, 1234)
  assert.ok((await restore('good.db')).ok)
  const { uid, gid, mode } = statSync(at('live.db'))
  assert.deepEqual([uid, gid, mode & 0o777], [1234, 1234, 0o600])
})

test('a backup whose trail was broken before it says so, and is restored only by whoever says that they know', async () => {
  changed("drop trigger audit_events_stand; update audit_events set who_id = '9' where id = 1")(at('live.db'))
  const tampered = openDatabase(`file:${at('live.db')}`)
  const made = await makeBackup(tampered, command, { databaseUrl: `file:${at('live.db')}`, file: at('broken.db') })
  await tampered.destroy()
  assert.match(made.ok ? made.value.audit_trail : '', /^Event 1 /)
  const answer = await restore('broken.db')
  assert.match(answer.ok ? '' : (answer.problems[0]?.text ?? ''), /The audit trail in .*broken\.db is broken: Event 1 /)
  const request = { databaseUrl: `file:${at('live.db')}`, file: at('broken.db') }
  assert.equal((await restoreBackup(command, { ...request, despiteBrokenTrail: true })).ok, true)
})

test('a person may neither back up nor restore: both are for whoever runs the server', async () => {
  const person = acting(clock, 'administrator')
  const made = makeBackup(world.db, person, { databaseUrl: world.url, file: at('mine.db') })
  await assert.rejects(made, NotAllowed)
  const request = { databaseUrl: `file:${at('live.db')}`, file: at('good.db'), withoutManifest: false }
  await assert.rejects(restoreBackup(person, request), NotAllowed)
})
