import { addReminder, lateReviews } from '../../db/queries/review-reminders.ts'
import type { Db } from '../../db/schema.ts'
import { daysBetween } from '../domain/calendar.ts'
import { reminderDue } from '../domain/review-reminder.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { reviewSubject } from './review-actor.ts'

/**
 * Makes the reminders that late reviews are due today, each once, and returns how many: the digest and the home page tell of them.
 *
 * A reminder that was made is not made again, nor one before it.
 */
export async function remindOfReviews(db: Db, acting: Acting): Promise<number> {
  mustBeAllowed(acting, 'run the sweep')
  const { clock } = acting
  const today = clock.today()
  return db.transaction().execute(async (tx) => {
    let made = 0
    for (const { id, reviewBy, reminded } of await lateReviews(tx, today)) {
      const days = reminderDue(reviewBy, today)
      if (days === null || (reminded !== null && reminded >= days)) continue
      if (!(await addReminder(tx, { reviewId: id, reviewBy, days, madeAt: clock.now() }))) continue
      const facts = { 'to be answered by': reviewBy, 'days since': daysBetween(reviewBy, today) }
      await recordEvent(tx, acting, { kind: 'reminder made', subject: reviewSubject(id), facts })
      made += 1
    }
    return made
  })
}
