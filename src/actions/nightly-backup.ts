import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isPostgres } from '../../db/dialect.ts'
import type { Db } from '../../db/schema.ts'
import type { BackupConfig } from '../config.ts'
import {
  type BackupManifest,
  isNightlyName,
  type KeptBackup,
  nightlyName,
  toRotateOut,
  WHOLE_TRAIL,
} from '../domain/backup-manifest.ts'
import { countOf } from '../domain/list.ts'
import type { Acting } from './acting.ts'
import { manifestBeside, manifestOf } from './backup-check.ts'
import { isTaken, makeBackup, unfinishedOf } from './backups.ts'
import type { Ran } from './job-leases.ts'
import { type RunEnd, runJob } from './job-runs.ts'

/** The name of the nightly backup in the ledger of runs. */
export const BACKUP = 'backup' as const

/** True when the nightly backup is made here; a PostgreSQL server is backed up by whoever runs it. */
export const isBackedUpHere = (db: Db): boolean => !isPostgres(db)

/** Which database is backed up each night, into which folder, and how many backups stay. */
export type Nightly = { databaseUrl: string; backup: BackupConfig; signal?: AbortSignal | undefined }

/**
 * Makes the backup of the day in the folder of backups, and then removes the oldest good ones beyond those to keep.
 *
 * Nothing is removed unless the new one is whole, and so is its audit trail. What is wrong ends the run as failed and is thrown.
 */
export async function nightlyBackup(db: Db, acting: Acting, nightly: Nightly): Promise<Ran<RunEnd>> {
  const { clock } = acting
  const { signal, databaseUrl } = nightly
  const { folder, keep } = nightly.backup
  const request = { ...acting, job: BACKUP, signal, asOf: clock.today(), forPastDate: false, daysMissed: 0 }
  return runJob(db, request, async (held) => {
    await makeFolder(folder)
    await clearAway(folder)
    const file = freeName(folder, clock.today())
    const made = await makeBackup(db, acting, { databaseUrl, file: join(folder, file), signal: held.signal })
    if (!made.ok) throw new Error(made.problems.map(({ text }) => text).join(' '))
    // To read a large backup through takes minutes in which nobody hears of this: whoever has taken over meanwhile removes the oldest.
    await held.renew(db)
    return { notes: [...inWords(made.value), ...(await rotate(folder, keep, made.value))] }
  })
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Error(`The folder of backups ${folder} cannot be made: set BACKUP_FOLDER to one that can.`, {
      cause: error,
    })
  }
}

/** What a backup that was cut off has left: under this job's lease nobody else writes here. */
async function clearAway(folder: string): Promise<void> {
  const names = readdirSync(folder)
  for (const name of names) {
    const backup = name.replace(/(\.unfinished(-journal|-wal|-shm)?|\.json)$/, '')
    if (name === backup || !isNightlyName(backup)) continue
    const isLeftOver = !name.endsWith('.json') || !names.includes(backup)
    if (isLeftOver) await rm(join(folder, name), { force: true })
  }
}

function freeName(folder: string, day: string): string {
  for (let nth = 1; ; nth++) {
    const name = nightlyName(day, nth)
    if (!isTaken(join(folder, name)) && !existsSync(unfinishedOf(join(folder, name)))) return name
  }
}

const MEGABYTE = 1_000_000

const inWords = ({ file, bytes, audit_head, audit_trail }: BackupManifest): string[] => [
  `${file}, ${(bytes / MEGABYTE).toFixed(1)} MB, up to event ${audit_head.event.toLocaleString('en-GB')} of the audit trail.`,
  ...(audit_trail === WHOLE_TRAIL ? [] : [`The audit trail in it is broken: ${audit_trail}`]),
]

const KEPT_ALL =
  'Nothing was removed: while the audit trail is broken, an older backup may be the last with a whole one.'

/** A backup whose manifest is gone or whose size is another counts for nothing, and is left for a person to look at. */
async function rotate(folder: string, keep: number, made: BackupManifest): Promise<string[]> {
  const good: KeptBackup[] = []
  const odd: string[] = []
  for (const name of readdirSync(folder).filter(isNightlyName)) {
    const file = join(folder, name)
    const manifest = await manifestBeside(file)
    if (manifest?.bytes === (await stat(file)).size) good.push({ name, isWhole: manifest.audit_trail === WHOLE_TRAIL })
    else odd.push(name)
  }
  const isWhole = made.audit_trail === WHOLE_TRAIL
  const out = isWhole ? toRotateOut(good, keep) : []
  for (const name of out) {
    await rm(join(folder, name), { force: true })
    await rm(manifestOf(join(folder, name)), { force: true })
  }
  return [
    ...(isWhole ? [] : [KEPT_ALL]),
    ...(out.length > 0 ? [`Removed ${countOf(out.length, 'older backup')}, as ${keep} are kept.`] : []),
    ...odd.toSorted().map((name) => `${name} is not what its manifest says, and was left where it is.`),
  ]
}
