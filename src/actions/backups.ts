import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { copyDatabase } from '../../db/copy.ts'
import { standingOf } from '../../db/migrate.ts'
import { eventHash } from '../../db/queries/audit-events.ts'
import type { Db } from '../../db/schema.ts'
import packageJson from '../../package.json' with { type: 'json' }
import type { BackupContents, BackupManifest } from '../domain/backup-manifest.ts'
import { isPostgresUrl } from '../domain/database-url.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { contentsOf, manifestOf, sha256Of } from './backup-check.ts'

/** A backup to be made: of which database, into which file. */
export type BackupRequest = { databaseUrl: string; file: string; signal?: AbortSignal | undefined }

/**
 * Copies the database as it stands now into a file, opens the copy and reads it through, and writes its manifest beside it.
 *
 * A backup has its name only once it has passed; one whose audit trail is broken passes, and its manifest says so. Refused: a name that is taken, a folder that cannot be written, a copy that is not whole.
 */
export async function makeBackup(
  db: Db,
  acting: Acting,
  { databaseUrl, file, signal }: BackupRequest,
): Promise<Checked<BackupManifest>> {
  mustBeAllowed(acting, 'back up the database')
  if (isPostgresUrl(databaseUrl)) return refused('database', NOT_BY_COPY)
  const path = resolve(file)
  if (isTaken(path)) return refused('file', `${path} is there already: a backup never replaces another file.`)
  const unfinished = unfinishedOf(path)
  const made_at = acting.clock.now()
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await copyDatabase(databaseUrl, unfinished, signal)
  } catch (error) {
    return notWritten(path, error)
  }
  try {
    const contents = await contentsOf(unfinished)
    if (!contents.ok) return contents
    if (!(await isOfThisTrail(db, contents.value)))
      return refused('file', `${unfinished} has another audit trail than the database: it is no copy of it.`)
    const manifest = await manifestFor(unfinished, { file: basename(path), made_at }, contents.value)
    await writeFile(manifestOf(path), `${JSON.stringify(manifest, null, 2)}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    })
    await rename(unfinished, path)
    await onDisk(dirname(path))
    await writeDown(db, acting, manifest)
    return accepted(manifest)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** What is said where there is no file to copy. */
const NOT_BY_COPY =
  'The database is on a PostgreSQL server, of which no file can be copied here: back it up with pg_dump, or by what its host offers.'

/** The name of a backup until it has passed its check. */
export const unfinishedOf = (file: string): string => `${file}.unfinished`

/** True when a backup of that name, or its manifest, is there. */
export const isTaken = (file: string): boolean => existsSync(file) || existsSync(manifestOf(file))

function notWritten(path: string, error: unknown): Checked<BackupManifest> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EEXIST' && existsSync(unfinishedOf(path)))
    return refused(
      'file',
      `${unfinishedOf(path)} is in the way: another backup is being written there, or one was cut off. Remove it if none is running.`,
    )
  if (code === 'ENOSPC' || code === 'SQLITE_FULL')
    return refused('file', `${path} could not be written: there is no room on the disk.`)
  if (/^(EEXIST|EACCES|EPERM|EROFS|ENOTDIR|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_IOERR)/.test(code))
    return refused('file', `${path} could not be written: its folder is none, or this user may not write there.`)
  throw error
}

/** The copy ends with an event that the database has too, with the same hash. */
const isOfThisTrail = async (db: Db, { audit_head: { event, hash } }: BackupContents): Promise<boolean> =>
  event === 0 || (await eventHash(db, event)) === hash

async function manifestFor(
  copy: string,
  { file, made_at }: Pick<BackupManifest, 'file' | 'made_at'>,
  contents: BackupContents,
): Promise<BackupManifest> {
  const { size: bytes } = await stat(copy)
  const { version } = packageJson
  const sha256 = await sha256Of(copy)
  return { format: 'muniment backup 1', file, made_at, version, bytes, sha256, ...contents }
}

/** A database that is still to be brought up to date is backed up as it is: its trail may not even have begun. */
async function writeDown(db: Db, acting: Acting, { file, bytes, sha256, audit_head }: BackupManifest): Promise<void> {
  if ((await standingOf(db)).pending.length > 0) return
  const facts = { bytes, sha256, 'last event': audit_head.event, 'hash of the last event': audit_head.hash }
  await db
    .transaction()
    .execute((tx) => recordEvent(tx, acting, { kind: 'backed up', subject: { kind: 'backup', id: file }, facts }))
}

/** Makes a rename last: the folder itself is written to the disk. */
export async function onDisk(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
