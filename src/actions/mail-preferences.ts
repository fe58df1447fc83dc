import { accountById, setOptionalMail, takesOptionalMail } from '../../db/queries/accounts.ts'
import type { Db } from '../../db/schema.ts'
import { personOfMailKey } from '../domain/mail-preference-key.ts'
import { stranger } from '../domain/permission.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'

/** Whether the person whom a key is about takes optional messages; undefined when it is nobody's key. */
export async function optionalMailByKey(db: Db, key: string, sessionSecret: string): Promise<boolean | undefined> {
  const id = personOfMailKey(sessionSecret, key)
  return id !== undefined && (await accountById(db, id)) ? takesOptionalMail(db, id) : undefined
}

/**
 * Switches optional messages off for the person whom a key is about; false when it is nobody's key.
 *
 * The key is the right to do this and nothing else: whoever follows the link of a message need not sign in.
 */
export async function declineOptionalMail(
  db: Db,
  by: Omit<Acting, 'who'>,
  key: string,
  sessionSecret: string,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const taken = await optionalMailByKey(tx, key, sessionSecret)
    const id = personOfMailKey(sessionSecret, key)
    if (taken === undefined || id === undefined) return false
    if (!taken) return true
    await setOptionalMail(tx, id, false)
    await recordEvent(
      tx,
      { ...by, who: stranger() },
      {
        kind: 'changed',
        subject: { kind: 'user', id: String(id) },
        changes: [{ field: 'optional messages', before: 'on', after: 'off' }],
        facts: { by: 'link in a message' },
      },
    )
    return true
  })
}
