import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { standingOf } from '../../db/migrate.ts'
import { headOfTrail } from '../../db/queries/audit-events.ts'
import { danglingRows, firstDamage, rowCounts } from '../../db/queries/whole-database.ts'
import type { Db } from '../../db/schema.ts'
import { openReadOnly } from '../../db/sqlite.ts'
import { DatabaseUnusable } from '../../db/unusable.ts'
import { NO_HASH } from '../domain/audit-event.ts'
import { type BackupContents, type BackupManifest, readManifest, WHOLE_TRAIL } from '../domain/backup-manifest.ts'
import { countOf } from '../domain/list.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { verifyTrail } from './audit-trail.ts'

/** Where the manifest of a backup stands. */
export const manifestOf = (file: string): string => `${file}.json`

/**
 * Checks a backup against its manifest and then reads it through, and returns what is in it.
 *
 * Refused: one that is missing, damaged, altered, of another program or of a newer version, and one with a log beside it,
 * whose changes would be checked but are not in the file. `withoutManifest`: the file is a plain copy of a database, which
 * nothing but itself vouches for.
 */
export async function checkBackup(file: string, { withoutManifest = false } = {}): Promise<Checked<BackupContents>> {
  const size = (await stat(file).catch(() => null))?.size
  if (size === undefined)
    return refused('file', `${file} cannot be read: there is no such file, or no right to read it.`)
  const log = await logBeside(file)
  if (log !== null)
    return refused(
      'file',
      `${log} stands beside ${file} and holds changes that the file itself lacks: make a backup of the two, with DATABASE_URL=file:${file}, and restore that; or move ${basename(log)} away, if it belongs to something else.`,
    )
  if (withoutManifest) return contentsOf(file)
  const manifest = await manifestBeside(file)
  if (manifest === null)
    return refused(
      'file',
      `${manifestOf(file)} is missing or is not the manifest of a backup: without it nothing says what the backup must be.`,
    )
  if (size !== manifest.bytes || (await sha256Of(file)) !== manifest.sha256)
    return refused('file', `${file} is not what its manifest says: it was damaged or altered after it was made.`)
  const found = await contentsOf(file)
  if (found.ok && !sameContents(found.value, manifest))
    return refused('file', `${manifestOf(file)} does not tell of what is in ${basename(file)}: it was altered.`)
  return found
}

/** The log beside a database, when there is anything in it: SQLite looks for it beside the file that a link leads to. */
async function logBeside(file: string): Promise<string | null> {
  const path = await realpath(file)
  for (const log of [`${path}-wal`, `${path}-journal`])
    if (((await stat(log).catch(() => null))?.size ?? 0) > 0) return log
  return null
}

/** The manifest of a backup; null when there is none that can be read. */
export async function manifestBeside(file: string): Promise<BackupManifest | null> {
  const text = await readFile(manifestOf(file), 'utf8').catch(() => null)
  return text === null ? null : readManifest(text)
}

/** The SHA-256 of a file, in hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** Reads a database file through without changing it: every page and index, every reference, its version, the audit trail. */
export async function contentsOf(file: string): Promise<Checked<BackupContents>> {
  try {
    const db = openReadOnly(file)
    try {
      return await readThrough(db, file)
    } finally {
      await db.destroy()
    }
  } catch (error) {
    if (!isOfTheFile(error)) throw error
    return refused('file', `${file} is damaged, or is not a database.`)
  }
}

async function readThrough(db: Db, file: string): Promise<Checked<BackupContents>> {
  const damage = await firstDamage(db)
  if (damage !== null) return refused('file', `${file} is damaged: ${damage}.`)
  const { applied, unknown } = await standingOf(db)
  if (applied.length === 0) return refused('file', `${file} is not a database of Muniment.`)
  if (unknown !== undefined)
    return refused(
      'file',
      `${file} is of a newer version of Muniment (it has ${unknown}): restore it with that version.`,
    )
  const dangling = await danglingRows(db)
  if (dangling > 0)
    return refused('file', `${file} is damaged: ${countOf(dangling, 'row')} refer to rows that are not there.`)
  const rows = await rowCounts(db)
  const broken = 'audit_events' in rows ? (await verifyTrail(db)).broken : null
  const audit_trail = broken?.text ?? WHOLE_TRAIL
  return accepted({ migrations: applied, rows, audit_head: await auditHeadOf(db), audit_trail })
}

/** The last event of a database's trail and its hash; number 0 also for one of before there was a trail. */
export async function auditHeadOf(db: Db): Promise<BackupContents['audit_head']> {
  const tables = await db.introspection.getTables()
  if (!tables.some(({ name }) => name === 'audit_events')) return { event: 0, hash: NO_HASH }
  const { id: event, hash } = await headOfTrail(db)
  return { event, hash }
}

/** Damage that SQLite meets while it reads is thrown, not answered. */
const isOfTheFile = (error: unknown): boolean =>
  error instanceof DatabaseUnusable ||
  (error instanceof Error && 'code' in error && /^SQLITE_(NOTADB|CORRUPT|IOERR|ERROR)/.test(String(error.code)))

const sameContents = (found: BackupContents, said: BackupContents): boolean =>
  found.audit_head.event === said.audit_head.event &&
  found.audit_head.hash === said.audit_head.hash &&
  found.audit_trail === said.audit_trail &&
  found.migrations.join() === said.migrations.join() &&
  Object.entries(said.rows).every(([table, rows]) => found.rows[table] === rows)
