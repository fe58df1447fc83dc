import { readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { filesToLoad } from '../../db/queries/feeds-waiting.ts'
import type { Db } from '../../db/schema.ts'
import { type Clock, hoursBetween } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'

const HOURS_LEFT_ALONE = 24

/**
 * Removes uploaded files that no feed waits for: a server that was killed while one arrived left it behind, and it may hold
 * personal data. What came within a day is left alone, since it may still be arriving.
 */
export async function removeLeftUploads({
  db,
  clock,
  folder,
}: {
  db: Db
  clock: Clock
  folder: string
}): Promise<string> {
  const wanted = new Set((await filesToLoad(db)).map((path) => resolve(path)))
  let removed = 0
  for (const path of await filesIn(folder)) {
    if (wanted.has(path)) continue
    const { mtime } = await stat(path)
    if (hoursBetween(mtime.toISOString(), clock.now()) < HOURS_LEFT_ALONE) continue
    await rm(path, { force: true })
    removed += 1
  }
  return `Removed ${countOf(removed, 'uploaded file')} that no feed waits for.`
}

/** The files of a folder; none when nothing was ever uploaded. */
async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ name }) => resolve(join(folder, name)))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
