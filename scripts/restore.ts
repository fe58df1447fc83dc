import './lib/require-node-24.ts'
import { checkBackup } from '../src/actions/backup-check.ts'
import { restoreBackup } from '../src/actions/restore.ts'
import { readConfig } from '../src/config.ts'
import { clockFrom } from '../src/domain/calendar.ts'
import { program } from '../src/domain/permission.ts'
import { CommandFailed, command } from './lib/entry.ts'

await command(
  {
    name: 'restore',
    does: 'Puts a backup in the place of the database, which is kept beside it. Stop the server first.',
    arguments: { FILE: { does: 'the backup; its manifest is expected beside it, as FILE.json' } },
    options: {
      check: { does: 'only check the backup, and touch nothing' },
      'without-manifest': { does: 'take a plain copy of a database, which nothing but itself vouches for' },
    },
  },
  async ({ arguments: { FILE: file }, options }) => {
    const withoutManifest = options['without-manifest']
    if (options.check) {
      const { audit_head, ...rest } = orFail(await checkBackup(file, { withoutManifest }))
      const text = `${file} is whole, up to event ${audit_head.event} of the audit trail. Nothing was changed.`
      return { ok: true, text, result: { restored: false, audit_head, ...rest } }
    }
    const config = readConfig(process.env)
    const acting = { who: program('Command line'), clock: clockFrom(() => new Date(), config.stoppedToday) }
    const { databaseUrl } = config
    const { database, kept, migrated, backup } = orFail(
      await restoreBackup(acting, { databaseUrl, file, withoutManifest }),
    )
    const said = [
      `${database} is now what ${file} holds, up to event ${backup.audit_head.event} of the audit trail.`,
      kept ? `What was there is kept as ${kept}.` : 'There was no database before.',
      migrated.length > 0 ? `It was brought up to date with ${migrated.join(', ')}.` : '',
      'Everybody signs in again. Suspensions and revoked tokens since the backup must be made again.',
    ]
    return {
      ok: true,
      text: said.filter(Boolean).join('\n'),
      result: { restored: true, database, kept, migrated, ...backup },
    }
  },
)

function orFail<T>(outcome: { ok: true; value: T } | { ok: false; problems: { text: string }[] }): T {
  if (outcome.ok) return outcome.value
  throw new CommandFailed(outcome.problems.map(({ text }) => text).join(' '))
}
