import './lib/require-node-24.ts'
import { checkBackup } from '../src/actions/backup-check.ts'
import { noteRestoration, restoreBackup } from '../src/actions/restore.ts'
import { readConfig } from '../src/config.ts'
import { type BackupContents, WHOLE_TRAIL } from '../src/domain/backup-manifest.ts'
import { clockFrom } from '../src/domain/calendar.ts'
import { program } from '../src/domain/permission.ts'
import { withDatabase } from './lib/database.ts'
import { type Call, CommandFailed, command } from './lib/entry.ts'

export const main = await command(
  import.meta,
  {
    name: 'restore',
    does: 'Puts a backup in the place of the database, which is kept beside it. Stop the server first.',
    arguments: { FILE: { does: 'the backup; its manifest is expected beside it, as FILE.json' } },
    options: {
      check: { does: 'only check the backup, and touch nothing' },
      'without-manifest': { does: 'take a plain copy of a database, which nothing but itself vouches for' },
      'already-restored': {
        does: 'the database was restored from FILE by other means: only end what was under way then',
      },
      'despite-broken-trail': { does: 'take a backup whose audit trail is known to be broken' },
    },
  },
  async ({ arguments: { FILE: file }, options, env }) => {
    const withoutManifest = options['without-manifest']
    const despiteBrokenTrail = options['despite-broken-trail']
    if (options.check) {
      const contents = orFail(await checkBackup(file, { withoutManifest }))
      return { ok: true, text: inWords(file, contents), result: { restored: false, ...contents } }
    }
    if (options['already-restored']) return alreadyRestored(file, env)
    const config = readConfig(env)
    const acting = { who: program('Command line'), clock: clockFrom(() => new Date(), config.stoppedToday) }
    const { databaseUrl } = config
    const { database, kept, migrated, backup } = orFail(
      await restoreBackup(acting, { databaseUrl, file, withoutManifest, despiteBrokenTrail }),
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

function alreadyRestored(file: string, env: Call['env']) {
  return withDatabase(
    env,
    () => new Date(),
    async ({ db, clock }) => {
      const { event, hash } = await noteRestoration(db, { who: program('Command line'), clock }, file)
      const text = `The trail says that the database was restored from ${file}, up to event ${event}. Everybody signs in again, links are void, and messages that waited are not sent.`
      return { ok: true, text, result: { restored: true, event, hash } }
    },
  )
}

function orFail<T>(outcome: { ok: true; value: T } | { ok: false; problems: { text: string }[] }): T {
  if (outcome.ok) return outcome.value
  throw new CommandFailed(outcome.problems.map(({ text }) => text).join(' '))
}

function inWords(file: string, { audit_head, audit_trail }: BackupContents): string {
  const whole = audit_trail === WHOLE_TRAIL
  const found = whole
    ? `, up to event ${audit_head.event} of the audit trail.`
    : ` but for its audit trail: ${audit_trail}`
  return `${file} is whole${found} Nothing was changed.`
}
