import { type Selectable, sql } from 'kysely'
import { addRows } from '../add-rows.ts'
import type { Db, Schema } from '../schema.ts'
import type { Doer } from './review-exceptions.ts'

/** What was decided for so many records that they follow in transactions of their own. */
export type ReviewWork = Selectable<Schema['reviewWork']>

type NewWork = Pick<ReviewWork, 'reviewId' | 'kind' | 'facts' | 'total'> &
  Partial<Pick<ReviewWork, 'intoId' | 'batchId'>> & { by: Doer }

/** Writes down what is to be done with the records of a review, with the exact list in parts; returns its id. */
export async function addReviewWork(db: Db, { by, ...work }: NewWork, parts: readonly string[]): Promise<number> {
  const who = { askedById: by.id, askedByName: by.name, askedAt: by.now }
  const { id } = await db
    .insertInto('reviewWork')
    .values({ ...work, ...who })
    .returning('id')
    .executeTakeFirstOrThrow()
  const lists = parts.map((part) => [part])
  await addRows(db, 'frozen_parts', ['list'], lists, { work_id: id })
  return id
}

/** What is still being done with the records of a review, or into it; undefined when nothing is. */
export async function workUnderWay(db: Db, reviewId: number): Promise<ReviewWork | undefined> {
  return db
    .selectFrom('reviewWork')
    .selectAll()
    .where('finishedAt', 'is', null)
    .where((eb) => eb.or([eb('reviewId', '=', reviewId), eb('intoId', '=', reviewId)]))
    .executeTakeFirst()
}

/** What was asked for first of all that is not done yet, or undefined. */
export async function nextReviewWork(db: Db): Promise<ReviewWork | undefined> {
  return db
    .selectFrom('reviewWork')
    .selectAll()
    .where('finishedAt', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

/** The first part of a list that is left, or undefined. */
export async function nextPart(db: Db, workId: number): Promise<{ id: number; list: string } | undefined> {
  return db
    .selectFrom('frozenParts')
    .select(['id', 'list'])
    .where('workId', '=', workId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

/** Takes a part that is done off the list: with its due dates, which the inventory forgets one day, nothing of it stays. */
export async function endPart(
  db: Db,
  workId: number,
  partId: number,
  more: { done: number; leftOut: number },
): Promise<void> {
  await db.deleteFrom('frozenParts').where('id', '=', partId).execute()
  await db
    .updateTable('reviewWork')
    .set((eb) => ({ done: eb('done', '+', more.done), leftOut: eb('leftOut', '+', more.leftOut) }))
    .where('id', '=', workId)
    .execute()
}

/** Writes down that all of it is done. */
export async function finishWork(db: Db, workId: number, now: string): Promise<void> {
  await db.updateTable('reviewWork').set({ finishedAt: now }).where('id', '=', workId).execute()
}

/** True when a review has more records than a number. */
export async function hasMoreThan(db: Db, reviewId: number, most: number): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select id from records where review_id = ${reviewId} limit ${most + 1}) as page`.execute(
    db,
  )
  return (rows[0]?.count ?? 0) > most
}
