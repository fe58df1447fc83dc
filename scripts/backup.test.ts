import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Db } from '../db/schema.ts'
import { openReadOnly } from '../db/sqlite.ts'
import { addRecords } from '../db/test-records.ts'
import { embeddedDatabase } from '../db/test-world.ts'
import { exports } from '../src/actions/exports.ts'
import { ROOT } from './lib/run-program.ts'
import { environment, run, runForJson, TODAY } from './lib/test-command.ts'
import { startServer } from './lib/test-server.ts'
import { smallWorlds } from './lib/test-worlds.ts'

let worlds: Awaited<ReturnType<typeof smallWorlds>>
const writers: ChildProcess[] = []
before(async () => {
  worlds = await smallWorlds(embeddedDatabase)
})
after(async () => {
  for (const writer of writers) writer.kill('SIGKILL')
  await worlds.remove()
})

/** A process that writes into the database without a pause. */
function startWriter(url: string) {
  const child = spawn(process.execPath, ['scripts/lib/test-writer.ts', url], {
    cwd: ROOT,
    env: environment({}),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  writers.push(child)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  /** The number of the last write that is committed for sure. */
  const written = () => Number(said.trimEnd().split('\n').at(-1))
  const going = async (more: number) => {
    for (const from = written(); written() < from + more; ) await once(child.stdout, 'data')
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  return { written, going, kill }
}

async function within<T>(path: string, look: (db: Db) => Promise<T>): Promise<T> {
  const db = openReadOnly(path)
  try {
    return await look(db)
  } finally {
    await db.destroy()
  }
}

const lists = ['processing-activities', 'retention-rules', 'records', 'organisations', 'disposal-reviews', 'services']

/** The hash of each list as it leaves as a file, and the numbers of the organisations that the writer has added. */
const stateOf = (path: string) =>
  within(path, async (db) => {
    const hashes: Record<string, string> = {}
    for (const name of lists) {
      const hash = createHash('sha256')
      for await (const text of exports[name]!.csv(db, { today: TODAY, reach: null })) hash.update(text)
      hashes[name] = hash.digest('hex')
    }
    const rows = await db.selectFrom('organisations').select('code').where('code', 'like', 'W-%').execute()
    return { hashes, written: rows.map(({ code }) => Number(code.slice(2))).sort((a, b) => a - b) }
  })

test('the drill: backed up while somebody writes, killed, restored: what was there at the backup is there again', async () => {
  const { file, settings, open } = await worlds.fresh()
  const database = file('muniment.db')
  const loaded = open()
  await addRecords(loaded, worlds.world, { triggerOn: '2020-01-01' }, 3000)
  await loaded.destroy()

  const server = startServer(settings)
  await server.ready
  const writer = startWriter(settings.DATABASE_URL)
  await writer.going(20)
  const before = writer.written()
  const made = await runForJson('backup', [file('drill.db')], settings)
  assert.deepEqual([made.code, made.stderr], [0, ''])
  await writer.going(20)
  assert.equal(statSync(file('drill.db')).mode & 0o777, 0o600)
  assert.deepEqual(JSON.parse(readFileSync(file('drill.db.json'), 'utf8')), made.result)

  const atBackup = await stateOf(file('drill.db'))
  const count = atBackup.written.length
  assert.deepEqual(
    atBackup.written,
    Array.from({ length: count }, (_, n) => n + 1),
    'a moment, with nothing left out',
  )
  assert.ok(count >= before, `${count} of ${before} that were committed when the backup began`)
  const head = made.result.audit_head as { event: number; hash: string }
  assert.ok(head.event >= count)

  const used = await run('restore', [file('drill.db')], settings)
  assert.equal(used.code, 1)
  assert.equal(used.stderr, `${database} is in use: stop the server, and whatever else has it open, and try again.\n`)

  await writer.kill()
  assert.equal((await server.stop('SIGKILL')).code, 'SIGKILL')
  const lost = writer.written()
  const restored = await runForJson('restore', [file('drill.db')], settings)
  assert.deepEqual([restored.code, restored.stderr], [0, ''])
  assert.deepEqual(restored.result.audit_head, head)
  assert.deepEqual(await stateOf(database), atBackup)
  const chain = await within(database, (db) =>
    db.selectFrom('auditEvents').selectAll().where('id', '>', head.event).orderBy('id').execute(),
  )
  assert.deepEqual(
    chain.map(({ kind, whoId, previousHash }) => ({ kind, whoId, previousHash })),
    [{ kind: 'restored', whoId: 'Command line', previousHash: head.hash }],
  )

  const kept = String(restored.result.kept)
  assert.match(kept, /muniment\.db\.before-restore-20\d{6}T\d{6}Z$/)
  const then = await stateOf(kept)
  assert.ok(then.written.length >= lost, 'what was written after the backup is in the file that was kept')
  assert.ok(!existsSync(`${database}.restoring`))

  const again = startServer(settings)
  assert.equal((await fetch(`${await again.ready}/sign-in`)).status, 200)
  assert.equal((await again.stop()).code, 0)
})

test('a backup has its name when it has passed, replaces no other file, and says what it did in a sentence', async () => {
  const { file, settings } = await worlds.fresh()
  const first = await run('backup', [file('deeper/one.db')], settings)
  assert.deepEqual([first.code, first.stderr], [0, ''])
  assert.match(
    first.stdout,
    /one\.db: [\d,]+ bytes, up to event \d+ of the audit trail\. It was read through and is whole/,
  )
  assert.deepEqual(readdirSync(file('deeper')), ['one.db', 'one.db.json'])
  const before = readFileSync(file('deeper/one.db'))
  const second = await run('backup', [file('deeper/one.db')], settings)
  assert.equal(second.code, 1)
  assert.match(second.stderr, /one\.db is there already: a backup never replaces another file\.\n$/)
  assert.ok(readFileSync(file('deeper/one.db')).equals(before))
  const none = await run('backup', [file('two.db')], { DATABASE_URL: `file:${file('none.db')}` })
  assert.deepEqual([none.code, existsSync(file('none.db'))], [1, false])
})

test('a backup is checked without anything being touched', async () => {
  const { file, settings } = await worlds.fresh()
  assert.equal((await run('backup', [file('one.db')], settings)).code, 0)
  const names = readdirSync(file('.'))
  const checked = await run('restore', [file('one.db'), '--check'], { DATABASE_URL: `file:${file('none.db')}` })
  assert.equal(checked.code, 0)
  assert.match(checked.stdout, /one\.db is whole, up to event \d+ of the audit trail\. Nothing was changed\.\n$/)
  assert.deepEqual(readdirSync(file('.')), names)
})
