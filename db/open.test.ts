import assert from 'node:assert/strict'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import { DatabaseUnusable } from './unusable.ts'

let folder: string
let whole: string

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-open-'))
  whole = join(folder, 'whole.db')
  const db = openDatabase(`file:${whole}`)
  await migrate(db)
  await db.destroy()
})
after(() => rmSync(folder, { recursive: true, force: true }))

const refusal = (path: string): string => {
  try {
    openDatabase(`file:${path}`)
  } catch (error) {
    assert.ok(error instanceof DatabaseUnusable, String(error))
    return error.message
  }
  return 'it was opened'
}

/** A copy of a whole database that something has happened to. */
const spoilt = (name: string, spoil: (path: string) => void): string => {
  const path = join(folder, name)
  copyFileSync(whole, path)
  spoil(path)
  return path
}

describe('a database that is damaged is refused with what to do', () => {
  const damages: Record<string, (path: string) => void> = {
    'random bytes': (path) =>
      writeFileSync(path, Buffer.from(Array.from({ length: 20_000 }, (_, n) => (n * 7919) % 251))),
    'a text': (path) => writeFileSync(path, 'not a database at all\n'.repeat(100)),
    'cut short by half': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
    'cut short in a page': (path) => truncateSync(path, statSync(path).size - 1000),
    'a page of zeroes': (path) => writeSync(openSync(path, 'r+'), Buffer.alloc(4096), 0, 4096, 4096 * 3),
    'its first page gone': (path) => writeSync(openSync(path, 'r+'), Buffer.alloc(4096), 0, 4096, 0),
  }
  for (const [name, spoil] of Object.entries(damages))
    test(name, () => {
      const path = spoilt(`${name}.db`, spoil)
      const before = readFileSync(path)
      assert.equal(
        refusal(path),
        `The database ${path} is damaged or is not a database: restore a backup, or move the file away to start afresh.`,
      )
      assert.ok(readFileSync(path).equals(before), 'what is damaged is left as it is')
    })
})

describe('a place that cannot hold a database is refused with what to do', () => {
  const cannot = (path: string) =>
    `The database ${path} cannot be written: give this user the right to write its folder, or set DATABASE_URL.`

  test('a folder that would have to be inside a file', () => {
    writeFileSync(join(folder, 'a file'), '')
    for (const path of [join(folder, 'a file', 'x.db'), join(folder, 'a file', 'deeper', 'x.db')])
      assert.equal(refusal(path), cannot(path))
  })

  test('a folder in the place of the file', () => {
    const path = join(folder, 'a folder.db')
    mkdirSync(path)
    assert.equal(refusal(path), cannot(path))
  })
})

test('folders that are missing are made, and what is written is there when it is opened again', async () => {
  const url = `file:${join(folder, 'new', 'deeper', 'x.db')}`
  const first = openDatabase(url)
  await migrate(first)
  await first.insertInto('organisations').values({ code: 'CCC', name: 'Cambridgeshire', kind: 'council' }).execute()
  await first.destroy()
  const again = openDatabase(url)
  assert.deepEqual(await again.selectFrom('organisations').select('code').execute(), [{ code: 'CCC' }])
  await again.destroy()
})

test('a reference to nothing is refused, readers do not wait for writers, and a commit is on the disk', async () => {
  const db = openDatabase(`file:${whole}`)
  const setting = async (name: string) => Object.values((await sql.raw(`pragma ${name}`).execute(db)).rows[0] ?? {})[0]
  assert.deepEqual(await Promise.all(['foreign_keys', 'journal_mode', 'synchronous'].map(setting)), [1, 'wal', 2])
  await assert.rejects(
    db.insertInto('services').values({ code: 'LIB', name: 'Libraries', organisationId: 99 }).execute(),
    /FOREIGN KEY/,
  )
  await db.destroy()
})

test('a transaction that throws leaves nothing behind, and one that began is alone in writing', async () => {
  const db = openDatabase(`file:${whole}`)
  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await tx.insertInto('organisations').values({ code: 'C', name: 'C', kind: 'other' }).execute()
      throw new Error('stop')
    }),
    /stop/,
  )
  assert.deepEqual(await db.selectFrom('organisations').select('code').execute(), [])
  const other = new Sqlite(whole, { timeout: 0 })
  await db.transaction().execute(async () => assert.throws(() => other.exec('begin immediate'), /locked/))
  other.exec('begin immediate; rollback')
  other.close()
  await db.destroy()
})
