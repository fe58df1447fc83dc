import { type Selectable, sql } from 'kysely'
import { idList } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

export type ReviewState = Selectable<Schema['disposalReviews']>['state']

/**
 * Closes the reviews in which nothing is left to decide or dispose of, and returns which they are.
 *
 * The outcome is `kept longer` where exceptions kept any of their records, else `nothing left`.
 */
export async function closeEmptyReviews(db: Db, now: string): Promise<number[]> {
  const closed = await db
    .updateTable('disposalReviews as review')
    .set((eb) => ({
      state: 'closed',
      closedAt: now,
      lockVersion: eb('lockVersion', '+', 1),
      outcome: sql<'kept longer' | 'nothing left'>`case when exists (
        select 1 from review_exceptions as exception
        where exception.review_id = review.id and exception.kind = 'keep longer' and exception.undone_at is null
      ) then 'kept longer' else 'nothing left' end`,
    }))
    .where('review.state', 'in', ['open', 'awaiting second approval', 'approved'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('records')
            .select('records.id')
            .whereRef('records.reviewId', '=', 'review.id')
            .where('records.state', 'in', ['due', 'approved']),
        ),
      ),
    )
    .returning('id')
    .execute()
  return closed.map(({ id }) => id)
}

/** What waits in the reviews within a reach (null: all). `late`: past the day to answer by, and not decided in full. */
export type ReviewCounts = {
  open: number
  late: number
  awaitingSecond: number
  approvedToConfirm: number
  /** Records in open reviews. */
  records: number
  oldestDueOn: string | null
}

/** Counts the reviews that somebody has yet to act on. What is due is in an open review: an approval moves it on, the first of two as well. */
export async function reviewCounts(db: Db, reach: number[] | null, today: string): Promise<ReviewCounts> {
  const within = reach === null ? sql`` : sql`and service_id in ${idList(db, reach)}`
  const { rows } = await sql<ReviewCounts>`
    with waiting as (
      select id, state, review_by from disposal_reviews
      where state in ('open', 'awaiting second approval', 'approved') ${within}
    )
    select
      count(*) filter (where state = 'open') as open,
      count(*) filter (where state <> 'approved' and review_by < ${today}) as late,
      count(*) filter (where state = 'awaiting second approval') as awaiting_second,
      count(*) filter (where state = 'approved') as approved_to_confirm,
      (select coalesce(sum(records), 0) from record_counts where state = 'due' ${within}) as records,
      min((select min(due_on) from records where review_id = waiting.id)) filter (where state = 'open') as oldest_due_on
    from waiting`.execute(db)
  return rows[0] ?? nothingWaits
}

const nothingWaits: ReviewCounts = {
  open: 0,
  late: 0,
  awaitingSecond: 0,
  approvedToConfirm: 0,
  records: 0,
  oldestDueOn: null,
}
