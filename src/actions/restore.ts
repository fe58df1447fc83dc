import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { inOneFile, isInUse, pathOf } from '../../db/copy.ts'
import { migrate } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import { endWhatWasUnderWay } from '../../db/queries/whole-database.ts'
import type { Db } from '../../db/schema.ts'
import { type BackupContents, WHOLE_TRAIL } from '../domain/backup-manifest.ts'
import { isPostgresUrl } from '../domain/database-url.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { auditHeadOf, checkBackup, contentsOf } from './backup-check.ts'
import { onDisk } from './backups.ts'
import { companions, giveToOwner, removeWhole } from './database-file.ts'

/**
 * A backup to be put in the place of the database. `withoutManifest`: the file is a plain copy of a database.
 * `despiteBrokenTrail`: a person knows that its audit trail is broken, and has nothing better.
 */
export type RestoreRequest = {
  databaseUrl: string
  file: string
  withoutManifest?: boolean
  despiteBrokenTrail?: boolean
}

/** What came of it: where the database that was there, or what was left of it, is kept (null: there was nothing), what the backup held, and what was brought up to date. */
export type Restored = { database: string; kept: string | null; backup: BackupContents; migrated: string[] }

/**
 * Puts a backup in the place of the database, once a copy of it has been checked, brought up to date and read through.
 *
 * Until then nothing is touched; the database that was there is moved aside and kept. Refused: a backup that does not pass
 * its checks, and a database that somebody has open.
 */
export async function restoreBackup(acting: Acting, request: RestoreRequest): Promise<Checked<Restored>> {
  mustBeAllowed(acting, 'restore a backup')
  if (isPostgresUrl(request.databaseUrl)) return refused('database', NOT_BY_FILE)
  const [file, database] = [resolve(request.file), resolve(pathOf(request.databaseUrl))]
  if (file === database) return refused('file', `${file} is the database itself.`)
  const backup = await checkBackup(file, request)
  if (!backup.ok) return backup
  const trail = backup.value.audit_trail
  if (trail !== WHOLE_TRAIL && !request.despiteBrokenTrail)
    return refused(
      'file',
      `The audit trail in ${file} is broken: ${trail} Take an earlier backup, or say that you know.`,
    )
  if (existsSync(database) && isInUse(database)) return inUse(database)
  const prepared = `${database}.restoring`
  try {
    await mkdir(dirname(database), { recursive: true })
    await removeWhole(prepared)
    await copyFile(file, prepared)
    const ready = await prepare(acting, prepared, file, backup.value)
    if (!ready.ok) return ready
    if (existsSync(database) && isInUse(database)) return inUse(database)
    await giveToOwner(prepared, database)
    const kept = await moveAside(database, acting.clock.now())
    await rename(prepared, database)
    await onDisk(dirname(database))
    return accepted({ database, kept, backup: backup.value, migrated: ready.value })
  } finally {
    await removeWhole(prepared)
  }
}

const NOT_BY_FILE =
  'The database is on a PostgreSQL server, in whose place no file can be put: restore it with pg_restore, or by what its host offers, and then say so with --already-restored.'

const inUse = (database: string) =>
  refused('database', `${database} is in use: stop the server, and whatever else has it open, and try again.`)

/** Makes sure that the copy is of what was checked, brings it up to date, ends what was under way in it, and writes into its trail that it was restored. */
async function prepare(
  acting: Acting,
  prepared: string,
  file: string,
  { audit_head }: BackupContents,
): Promise<Checked<string[]>> {
  const db = openDatabase(`file:${prepared}`)
  let migrated: string[]
  try {
    const head = await auditHeadOf(db)
    if (head.event !== audit_head.event || head.hash !== audit_head.hash) return notAsChecked(file)
    migrated = await migrate(db)
    await writeRestoration(db, acting, basename(file), audit_head)
  } finally {
    await db.destroy()
  }
  inOneFile(prepared)
  const whole = await contentsOf(prepared)
  return whole.ok ? accepted(migrated) : whole
}

/** Ends what was under way when a backup was made, in the database that is now what it holds, and writes into its trail that it was restored. */
async function writeRestoration(
  db: Db,
  acting: Acting,
  backup: string,
  head: BackupContents['audit_head'],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await endWhatWasUnderWay(tx, acting.clock.now())
    await recordEvent(tx, acting, {
      kind: 'restored',
      subject: { kind: 'backup', id: backup },
      facts: { 'last event': head.event, 'hash of the last event': head.hash },
    })
  })
}

/**
 * Takes note that the database was restored by other means, such as pg_restore, and returns the last event that the backup had.
 *
 * What was under way when the backup was made is ended. Nothing else is changed, nor is anything checked.
 */
export async function noteRestoration(db: Db, acting: Acting, backup: string): Promise<BackupContents['audit_head']> {
  mustBeAllowed(acting, 'restore a backup')
  const head = await auditHeadOf(db)
  await writeRestoration(db, acting, basename(backup), head)
  return head
}

const notAsChecked = (file: string) =>
  refused(
    'file',
    `${file} was altered while it was being restored: its copy does not end with the event that the check found. Copy it to where nobody writes it, and try again.`,
  )

/**
 * Returns the new path of the database, of what was left of it when it was gone itself, or null when there was nothing.
 *
 * The log goes first, and without its database too: one that stayed would be replayed into the file that is put there.
 */
async function moveAside(database: string, now: string): Promise<string | null> {
  const aside = freeName(`${database}.before-restore-${now.replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}`)
  const left = companions.filter((companion) => existsSync(database + companion))
  for (const companion of left) await rename(database + companion, aside + companion)
  return left.length === 0 ? null : aside + (left.includes('') ? '' : left[0])
}

/** A name under which nothing is kept yet, not even a log: what an earlier restore of the same second has kept stays. */
function freeName(wanted: string): string {
  for (let nth = 1; ; nth++) {
    const name = nth === 1 ? wanted : `${wanted}-${nth}`
    if (!companions.some((companion) => existsSync(name + companion))) return name
  }
}
