import './lib/require-node-24.ts'
import { accountByEmail } from '../db/queries/users.ts'
import { sendLink } from '../src/actions/account-links.ts'
import { removeLostSecondFactor } from '../src/actions/accounts.ts'
import { instantInWords } from '../src/domain/calendar.ts'
import { program } from '../src/domain/permission.ts'
import type { Checked } from '../src/domain/problem.ts'
import { withDatabase } from './lib/database.ts'
import { CommandFailed, command } from './lib/entry.ts'

/** Whoever may read the database may let somebody in again; nothing is mailed, since it is used when nothing else helps. */
export const main = await command(
  import.meta,
  {
    name: 'password-link',
    does: 'Prints a link by which a person sets a new password: for an administrator whom no other administrator can help.',
    arguments: { EMAIL: { does: 'the e-mail address that the person signs in with' } },
    options: {
      'remove-second-factor': { does: 'they have lost their authenticator app and their recovery codes too' },
    },
  },
  ({ arguments: { EMAIL }, options, env }) =>
    withDatabase(
      env,
      () => new Date(),
      async ({ db, config, clock }) => {
        const acting = { who: program('Command line'), clock }
        const account = await accountByEmail(db, EMAIL)
        if (!account) throw new CommandFailed(`There is no account ${EMAIL} that is not suspended.`)
        const kind = account.passwordHash === '' ? 'invitation' : 'password reset'
        const shown = { baseUrl: config.baseUrl, mail: undefined }
        const link = done(await sendLink(db, acting, account.id, kind, shown))
        if (options['remove-second-factor']) done(await removeLostSecondFactor(db, acting, account.id, config))
        const text = `${link.address}\nThe link works once, until ${instantInWords(link.expiresAt)}.`
        return { ok: true, text, result: { link: link.address, expires_at: link.expiresAt } }
      },
    ),
)

function done<T>(outcome: Checked<T>): T {
  if (!outcome.ok) throw new CommandFailed(`${outcome.problems.map(({ text }) => text).join('. ')}.`)
  return outcome.value
}
