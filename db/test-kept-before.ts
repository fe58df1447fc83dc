import { idList } from './dialect.ts'
import { addExceptions, nextBatchId } from './queries/review-exceptions.ts'
import type { Db } from './schema.ts'

const SAID = { kind: 'keep longer', date: '2024-01-01', because: 'legal claim', reason: 'A claim before' } as const

/** Writes down that records which are due in a review were kept longer twice before, years ago, in another review that is closed. */
export async function keptTwiceBefore(db: Db, reviewId: number, ids: readonly number[]): Promise<void> {
  const { serviceId, ruleId } = await db
    .selectFrom('disposalReviews')
    .select(['serviceId', 'ruleId'])
    .where('id', '=', reviewId)
    .executeTakeFirstOrThrow()
  const ended = {
    state: 'closed',
    openedOn: '2022-01-01',
    reviewBy: '2022-02-01',
    closedAt: '2022-02-01T12:00:00.000Z',
  } as const
  const { id: before } = await db
    .insertInto('disposalReviews')
    .values({ serviceId, ruleId, ...ended, outcome: 'kept longer', openedByRunId: null, mergedIntoId: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id, name } = await db.selectFrom('users').select(['id', 'name']).limit(1).executeTakeFirstOrThrow()
  const by = { id, name, now: '2022-01-15T12:00:00.000Z' }
  for (const _ of ['once', 'twice'])
    await addExceptions(db, { reviewId, batchId: await nextBatchId(db), row: SAID, by, agreedByName: null }, ids)
  const ofThese = (
    await db.selectFrom('reviewExceptions').select('batchId').where('recordId', 'in', idList(db, ids)).execute()
  ).map(({ batchId }) => batchId)
  await db.updateTable('reviewExceptions').set({ reviewId: before }).where('batchId', 'in', ofThese).execute()
  await db.updateTable('exceptionBatches').set({ reviewId: before }).where('batchId', 'in', ofThese).execute()
}
