import { sql } from 'kysely'
import type { RequestAnswer } from '../../src/domain/review-cycle.ts'
import { isPostgres } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** The open requests that an activity has yet to be answered for. */
export async function openRequestsOf(
  db: Db,
  activityId: number,
): Promise<{ id: number; askedByName: string; dueOn: string }[]> {
  return db
    .selectFrom('reviewRequestItems as item')
    .innerJoin('reviewRequests as request', 'request.id', 'item.requestId')
    .select(['request.id', 'request.askedByName', 'request.dueOn'])
    .where('item.activityId', '=', activityId)
    .where('item.answer', 'is', null)
    .where('request.withdrawnAt', 'is', null)
    .orderBy('request.dueOn')
    .execute()
}

/** Who answered, when and how. */
export type Answered = { answer: RequestAnswer; answeredAt: string; answeredByName: string }

/**
 * Answers every open request for a review of an activity, and returns their ids; a request whose last answer this is ends.
 *
 * On PostgreSQL the requests are locked first: of two last answers at a time neither would otherwise see the other.
 */
export async function answerRequests(tx: Db, activityId: number, answered: Answered): Promise<number[]> {
  const asked = await tx
    .selectFrom('reviewRequests as request')
    .select('request.id')
    .where('request.closedAt', 'is', null)
    .where('request.withdrawnAt', 'is', null)
    .where('request.id', 'in', (eb) =>
      eb
        .selectFrom('reviewRequestItems')
        .select('requestId')
        .where('activityId', '=', activityId)
        .where('answer', 'is', null),
    )
    .orderBy('request.id')
    .$if(isPostgres(tx), (query) => query.forUpdate())
    .execute()
  const ids = asked.map(({ id }) => id)
  if (ids.length === 0) return []
  await tx
    .updateTable('reviewRequestItems')
    .set(answered)
    .where('activityId', '=', activityId)
    .where('requestId', 'in', ids)
    .where('answer', 'is', null)
    .execute()
  await endAnswered(tx, ids, answered.answeredAt)
  return ids
}

/** Ends for each service, and then as a whole, what has been answered to the last activity. */
async function endAnswered(tx: Db, requestIds: number[], at: string): Promise<void> {
  const open = sql<boolean>`exists (select 1 from review_request_items as item where item.request_id = review_request_services.request_id
    and item.service_id = review_request_services.service_id and item.answer is null)`
  await tx
    .updateTable('reviewRequestServices')
    .set({ endedAt: at })
    .where('requestId', 'in', requestIds)
    .where('endedAt', 'is', null)
    .where((eb) => eb.not(open))
    .execute()
  const asked = sql<boolean>`exists (select 1 from review_request_services as of_request
    where of_request.request_id = review_requests.id and of_request.ended_at is null)`
  await tx
    .updateTable('reviewRequests')
    .set({ closedAt: at })
    .where('id', 'in', requestIds)
    .where((eb) => eb.not(asked))
    .execute()
}
