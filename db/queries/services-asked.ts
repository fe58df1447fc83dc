import type { Insertable } from 'kysely'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'

/** Of these services those that are asked already, each with the request. */
export async function servicesAsked(
  db: Db,
  serviceIds: number[],
): Promise<{ serviceId: number; name: string; requestId: number; askedByName: string; dueOn: string }[]> {
  return db
    .selectFrom('reviewRequestServices as of')
    .innerJoin('reviewRequests as request', 'request.id', 'of.requestId')
    .innerJoin('services as asked', 'asked.id', 'of.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('asked')))
    .select(['service.id as serviceId', 'service.name', 'of.requestId', 'request.askedByName', 'request.dueOn'])
    .where('service.id', 'in', serviceIds)
    .where('of.endedAt', 'is', null)
    .orderBy('service.name')
    .execute()
}

/** Keeps a request with the services that it asks; null when one of these is asked already by another. */
export async function addReviewRequest(
  tx: Db,
  request: Pick<Insertable<Schema['reviewRequests']>, 'dueOn' | 'message' | 'askedAt' | 'askedByName'>,
  serviceIds: number[],
): Promise<number | null> {
  const nothing = { closedAt: null, withdrawnAt: null, withdrawnByName: null, withdrawnReason: null }
  const { id } = await tx
    .insertInto('reviewRequests')
    .values({ ...request, ...nothing })
    .returning('id')
    .executeTakeFirstOrThrow()
  const added = await tx
    .insertInto('reviewRequestServices')
    .values(serviceIds.map((serviceId) => ({ requestId: id, serviceId, endedAt: null })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('serviceId')
    .execute()
  return added.length === serviceIds.length ? id : null
}

/** Withdraws a request that is open still, and ends what it asks of services; true when it did. */
export async function withdrawReviewRequest(
  tx: Db,
  id: number,
  withdrawal: { withdrawnAt: string; withdrawnByName: string; withdrawnReason: string },
): Promise<boolean> {
  const result = await tx
    .updateTable('reviewRequests')
    .set(withdrawal)
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) return false
  await tx
    .updateTable('reviewRequestServices')
    .set({ endedAt: withdrawal.withdrawnAt })
    .where('requestId', '=', id)
    .where('endedAt', 'is', null)
    .execute()
  return true
}
