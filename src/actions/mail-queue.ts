import { tryAgain } from '../../db/queries/mail-outbox.ts'
import type { Db } from '../../db/schema.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'

/** Has messages that failed or were given up tried again at once, as if they were new; returns how many. `id`: this one alone. */
export async function tryMessagesAgain(db: Db, acting: Acting, id?: number): Promise<number> {
  mustBeAllowed(acting, 'try messages again')
  return db.transaction().execute(async (tx) => {
    const messages = await tryAgain(tx, acting.clock.now(), id)
    const subject = { kind: 'mail', id: id === undefined ? '' : String(id) } as const
    if (messages > 0) await recordEvent(tx, acting, { kind: 'mail tried again', subject, facts: { messages } })
    return messages
  })
}
