import { existsSync } from 'node:fs'
import { chown, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What stands beside a database's file while it is in use, and the file itself, which comes last. */
export const companions = ['-wal', '-shm', '-journal', ''] as const

/** Removes a database with all that stands beside it. */
export async function removeWhole(path: string): Promise<void> {
  for (const companion of companions) await rm(path + companion, { force: true })
}

/** Root works for whoever the server runs as: the new file belongs to whom the one in whose place it comes, or else the folder, belongs to. */
export async function giveToOwner(prepared: string, database: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(existsSync(database) ? database : dirname(database))
  await chown(prepared, uid, gid)
}
