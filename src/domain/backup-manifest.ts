import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** What `audit_trail` says of a trail in which nothing was altered, removed or inserted; else it says what was found. */
export const WHOLE_TRAIL = 'whole'

/** What stands beside a backup and says what it must be: `sha256` and `bytes` of the file, and what was found in it when it was made. */
export const BackupManifest = z.object({
  format: z.literal('muniment backup 1'),
  file: z.string(),
  made_at: z.string(),
  version: z.string(),
  migrations: z.array(z.string()).min(1),
  bytes: z.number().int().positive(),
  sha256: hash,
  audit_head: z.object({ event: z.number().int().min(0), hash }),
  audit_trail: z.string(),
  rows: z.record(z.string(), z.number().int().min(0)),
})
export type BackupManifest = z.output<typeof BackupManifest>

/** The part of a manifest that the file itself tells. */
export type BackupContents = Pick<BackupManifest, 'migrations' | 'audit_head' | 'audit_trail' | 'rows'>

/** The manifest of the text of its file; null for anything else. */
export function readManifest(text: string): BackupManifest | null {
  try {
    return BackupManifest.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** A good backup of a folder: its file name, and whether the audit trail in it is whole. */
export type KeptBackup = { name: string; isWhole: boolean }

/**
 * Which backups of a folder go, by their file names: all but the newest `keep`, and never the newest whose audit trail is whole.
 *
 * Names hold their date, and a number from the second of a day on.
 */
export function toRotateOut(good: readonly KeptBackup[], keep: number): string[] {
  const byAge = good.toSorted((a, b) => ageKey(a.name).localeCompare(ageKey(b.name)))
  const lastWhole = byAge.findLast(({ isWhole }) => isWhole)
  const beyond = byAge.slice(0, Math.max(0, byAge.length - keep))
  return beyond.filter((backup) => backup !== lastWhole).map(({ name }) => name)
}

const NAME = /^muniment-(\d{4}-\d{2}-\d{2})(?:-(\d{1,4}))?\.db$/

/** True for the name of a nightly backup: no other file of the folder is ever touched. */
export const isNightlyName = (name: string): boolean => NAME.test(name)

/** The name of a day's backup; `nth` from 1, as the same day may have several. */
export const nightlyName = (day: string, nth: number): string => `muniment-${day}${nth === 1 ? '' : `-${nth}`}.db`

function ageKey(name: string): string {
  const [, day = '', nth = '1'] = NAME.exec(name) ?? []
  return `${day}-${nth.padStart(4, '0')}`
}
