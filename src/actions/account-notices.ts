import type { Db } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import { instantInWords } from '../domain/calendar.ts'
import type { User } from '../domain/permission.ts'
import type { Acting } from './acting.ts'
import { queueMessage } from './mail.ts'

/**
 * Tells a person by mail of a change to how they sign in, so that one they did not make is noticed; nothing happens when no mail is set up.
 *
 * `what`: a whole sentence. `tx`: the transaction of the change.
 */
export async function tellOfChange(
  tx: Db,
  { clock }: Pick<Acting, 'clock'>,
  config: Pick<Config, 'mail' | 'baseUrl'>,
  person: Pick<User, 'id' | 'name' | 'email'>,
  what: string,
): Promise<void> {
  if (!config.mail) return
  const now = clock.now()
  await queueMessage(tx, clock, {
    ...{ userId: person.id, to: person.email, kind: 'notice', subject: 'How you sign in to Muniment has changed' },
    dedupeKey: `sign-in changed|${person.id}|${what}|${now}`,
    blocks: [
      { text: `Hello ${person.name},` },
      { text: `${what} This was on ${instantInWords(now)}.` },
      { text: 'If it was you, there is nothing to do. If it was not, tell your administrator at once.' },
      { link: 'Your account', href: `${config.baseUrl}/account` },
    ],
  })
}
