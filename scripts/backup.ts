import './lib/require-node-24.ts'
import { existsSync } from 'node:fs'
import { pathOf } from '../db/copy.ts'
import { openDatabase } from '../db/open.ts'
import { makeBackup } from '../src/actions/backups.ts'
import { readConfig } from '../src/config.ts'
import { clockFrom } from '../src/domain/calendar.ts'
import { isPostgresUrl } from '../src/domain/database-url.ts'
import { program } from '../src/domain/permission.ts'
import { CommandFailed, command } from './lib/entry.ts'

export const main = await command(
  import.meta,
  {
    name: 'backup',
    does: 'Copies the database into a file, also while the server runs, and checks the copy.',
    arguments: { FILE: { does: 'the file to write; its manifest goes beside it, as FILE.json' } },
  },
  async ({ arguments: { FILE }, env }) => {
    const { databaseUrl, stoppedToday } = readConfig(env)
    if (!isPostgresUrl(databaseUrl) && !existsSync(pathOf(databaseUrl)))
      throw new CommandFailed(`There is no database ${pathOf(databaseUrl)}.`)
    // It is not brought up to date here: a backup is what one makes before that.
    const db = openDatabase(databaseUrl)
    try {
      const acting = { who: program('Command line'), clock: clockFrom(() => new Date(), stoppedToday) }
      const made = await makeBackup(db, acting, { databaseUrl, file: FILE })
      if (!made.ok) throw new CommandFailed(made.problems.map(({ text }) => text).join(' '))
      const { bytes, sha256, audit_head } = made.value
      return {
        ok: true,
        text: `Wrote ${FILE}: ${bytes.toLocaleString('en-GB')} bytes, up to event ${audit_head.event} of the audit trail. It was read through and is whole. SHA-256 ${sha256}.`,
        result: made.value,
      }
    } finally {
      await db.destroy()
    }
  },
)
