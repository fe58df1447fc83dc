import { emptyExpiredMessages } from '../../db/queries/link-messages.ts'
import { removeOldMessages } from '../../db/queries/mail-outbox.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds, type Clock } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'

const KEPT_DAYS = 90
const DAY_SECONDS = 86_400

/** Removes messages that were sent or given up more than 90 days ago; the audit trail keeps that one was given up. Empties those whose link has expired. */
export async function forgetMessages({ db, clock }: { db: Db; clock: Clock }): Promise<string> {
  await emptyExpiredMessages(db, clock.now())
  const before = addSeconds(clock.now(), -KEPT_DAYS * DAY_SECONDS)
  return `Removed ${countOf(await removeOldMessages(db, before), 'message')} of long ago.`
}
