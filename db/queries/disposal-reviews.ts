import { type Selectable, sql } from 'kysely'
import { idList } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'
import { isLate } from './answer-days.ts'

export type ReviewState = Selectable<Schema['disposalReviews']>['state']

/**
 * Closes the reviews in which nothing is left to decide, to dispose of or to see to, and returns which they are.
 *
 * The outcome is `disposed` where an instruction disposed of any record, `kept longer` where exceptions kept any, else `nothing left`.
 */
export async function closeEmptyReviews(
  db: Db,
  now: string,
  states: readonly ReviewState[] = ['open', 'awaiting second approval', 'approved'],
): Promise<number[]> {
  const closed = await db
    .updateTable('disposalReviews as review')
    .set((eb) => ({
      state: 'closed',
      closedAt: now,
      lockVersion: eb('lockVersion', '+', 1),
      outcome: sql<'disposed' | 'kept longer' | 'nothing left'>`case when exists (
        select 1 from disposal_instructions as instruction where instruction.review_id = review.id and instruction.done_count > 0
      ) then 'disposed' when exists (
        select 1 from review_exceptions as exception
        where exception.review_id = review.id and exception.kind = 'keep longer' and exception.undone_at is null
      ) then 'kept longer' else 'nothing left' end`,
    }))
    .where('review.state', 'in', states)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('records')
            .select('records.id')
            .whereRef('records.reviewId', '=', 'review.id')
            // What is forgotten has no date: the index leads past it.
            .where('records.dueOn', 'is not', null)
            .where('records.state', 'in', ['due', 'approved', 'instructed', 'failed']),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('disposalInstructions as instruction')
            .select('instruction.id')
            .whereRef('instruction.reviewId', '=', 'review.id')
            .where('instruction.state', '<>', 'closed'),
        ),
      ),
    )
    // What a decision that is still being carried out takes out of a review, or puts back into it, ends with that.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('reviewWork as work')
            .select('work.id')
            .where('work.finishedAt', 'is', null)
            .where((eb) =>
              eb.or([eb('work.reviewId', '=', eb.ref('review.id')), eb('work.intoId', '=', eb.ref('review.id'))]),
            ),
        ),
      ),
    )
    .returning('id')
    .execute()
  return closed.map(({ id }) => id)
}

/** What waits in the reviews within a reach (null: all). `late`: not decided in full, with records past their day to be answered for. */
export type ReviewCounts = {
  open: number
  late: number
  awaitingSecond: number
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
      where state in ('open', 'awaiting second approval') ${within}
    )
    select
      count(*) filter (where state = 'open') as open,
      count(*) filter (where ${isLate('waiting', today)}) as late,
      count(*) filter (where state = 'awaiting second approval'
        and not exists (select 1 from review_work where review_id = waiting.id and finished_at is null)) as awaiting_second,
      (select coalesce(sum(records), 0) from record_counts where state = 'due' ${within}) as records,
      min((select min(due_on) from records where review_id = waiting.id)) filter (where state = 'open') as oldest_due_on
    from waiting`.execute(db)
  return rows[0] ?? nothingWaits
}

const nothingWaits: ReviewCounts = {
  open: 0,
  late: 0,
  awaitingSecond: 0,
  records: 0,
  oldestDueOn: null,
}
