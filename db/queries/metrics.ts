import { sql } from 'kysely'
import type { EventKind } from '../../src/domain/audit-event.ts'
import { secondsOf } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** How many events of a kind the trail holds, by its index. */
export async function eventsOfKind(db: Db, kind: EventKind): Promise<number> {
  const { count } = await db
    .selectFrom('auditEvents')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
  return count
}

/** How many runs each job has had, by how they ended. */
export async function runsByState(db: Db): Promise<{ job: string; state: string; count: number }[]> {
  return db
    .selectFrom('jobRuns')
    .select(['job', 'state'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy(['job', 'state'])
    .execute()
}

/** When each job last succeeded for its own day, in seconds since 1970. */
export async function lastSuccesses(db: Db): Promise<{ job: string; seconds: number }[]> {
  return db
    .selectFrom('jobRuns')
    .select('job')
    .select(secondsOf(db, sql`max(finished_at)`).as('seconds'))
    .where('state', '=', 'succeeded')
    .where('forPastDate', '=', 0)
    .groupBy('job')
    .execute()
}

/** How many messages wait to be sent. */
export async function messagesWaiting(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('mailOutbox')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** How many feeds are in each state, and what became of their rows. */
export async function feedsByState(db: Db) {
  return db
    .selectFrom('recordFeeds')
    .select('state')
    .select((eb) => [
      eb.fn.countAll<number>().as('feeds'),
      eb.fn.sum<number>('created').as('created'),
      eb.fn.sum<number>('updated').as('updated'),
      eb.fn.sum<number>('unchanged').as('unchanged'),
      eb.fn.sum<number>('rejected').as('rejected'),
    ])
    .where('dryRun', '=', 0)
    .groupBy('state')
    .execute()
}

/** How many disposal reviews are in each state. */
export async function reviewsByState(db: Db): Promise<{ state: string; count: number }[]> {
  return db
    .selectFrom('disposalReviews')
    .select('state')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .groupBy('state')
    .execute()
}
