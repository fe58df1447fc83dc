import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { sql } from 'kysely'
import { isPostgres, thenJoin } from '../dialect.ts'
import { byDueDate, type DuePlace, legsOf, placeAlong } from '../due-order.ts'
import type { Db } from '../schema.ts'
import {
  matches,
  type Place as PageStart,
  type RecordFilter,
  type ReviewRecord,
  recordsByIds,
} from './review-records.ts'
import type { Review } from './review-show.ts'
import { outOfPlace } from './review-withdrawals.ts'

/** The state that the records of a review are in, by its own. */
export type StateInReview = 'due' | 'approved'

/** So many records are looked at in one go, in the order in which they lie, so that nobody waits for it. */
const STRETCH = 2_500

/** A record as it stands in a review. `matches`: the filter; `misplaced`: it may not stand there any more. */
export type StandingRecord = {
  id: number
  dueOn: string
  ruleVersionId: number
  matches: 0 | 1
  misplaced: 0 | 1
}

/**
 * The records of a review that are in a state, in the order of their ids, stretch by stretch; between two of these the event loop turns.
 *
 * They are looked up by their rule and state, whose index has them in the order in which they lie: in that of due dates each would be somewhere else.
 */
export async function* standingRecords(
  db: Db,
  review: Pick<Review, 'id' | 'ruleId'>,
  { state, filter, today }: { state: StateInReview; filter: RecordFilter; today: string },
): AsyncGenerator<StandingRecord[]> {
  const asOne = (condition: ReturnType<typeof sql>) => sql`case when ${condition} then 1 else 0 end`
  for (let after = 0; ; await turnOfEvents()) {
    const { rows } = await sql<StandingRecord & { isIn: 0 | 1 }>`
      select records.id, records.due_on as "dueOn", records.rule_version_id as "ruleVersionId",
        ${asOne(matches(filter))} as matches, ${asOne(await outOfPlace(db, today))} as misplaced,
        ${asOne(sql`records.review_id is not distinct from review.id`)} as "isIn"
      from ${stretch(db, review, state, after)}
      ${thenJoin(db)} disposal_reviews as review on review.id = ${review.id}
      order by records.id`.execute(db.withoutPlugins())
    yield rows.filter(({ isIn }) => isIn === 1)
    const last = rows.at(-1)
    if (!last || rows.length < STRETCH) return
    after = last.id
  }
}

/** As the table `records`. An index alone leads to the ids, by which SQLite then looks the records up; PostgreSQL, left to join them, may look each up among all. */
function stretch(db: Db, { ruleId }: Pick<Review, 'ruleId'>, state: StateInReview, after: number) {
  const next = sql`from records where rule_id = ${ruleId} and state = ${sql.lit(state)} and id > ${after} order by id limit ${STRETCH}`
  return isPostgres(db)
    ? sql`(select * ${next}) as records`
    : sql`(select id ${next}) as page cross join records on records.id = page.id`
}

/** A page of the records of a review that a filter matches, and how many match. */
export type Matching = { records: ReviewRecord[]; count: number }

/**
 * As `reviewRecords` with how many match, of a long review that a filter narrows: the few at its end would be looked for too long in one go.
 */
export async function matchingRecords(
  db: Db,
  review: Review,
  filter: RecordFilter,
  limit: number,
  place?: PageStart,
): Promise<Matching> {
  const state = review.state === 'open' ? 'due' : 'approved'
  const backwards = place?.direction === 'before'
  const order = backwards ? sql`due_on desc, id desc` : sql`due_on, id`
  const here = place && sql`(${place.dueOn}, ${place.id})`
  const beyond = !here ? sql`true` : backwards ? sql`(due_on, id) < ${here}` : sql`(due_on, id) > ${here}`
  let found: { id: number; dueOn: string }[] = []
  let count = 0
  for (let after = 0; ; await turnOfEvents()) {
    const { rows } = await sql<{ last: number | null; looked: number; count: number }>`
      select max(records.id) as last, count(*) as looked,
        count(*) filter (where records.review_id = ${review.id} and ${matches(filter)}) as count
      from ${stretch(db, review, state, after)}`.execute(db)
    const [looked] = rows
    if (looked && looked.count > 0) {
      count += looked.count
      const next = await sql<{ id: number; dueOn: string }>`
        select id, due_on from (
          select records.id, records.due_on from ${stretch(db, review, state, after)}
          where records.review_id = ${review.id} and ${matches(filter)}) as matching
        where ${beyond} order by ${order} limit ${limit}`.execute(db)
      found = firstOf([...found, ...next.rows], backwards, limit)
    }
    if (!looked || looked.last === null || looked.looked < STRETCH) break
    after = looked.last
  }
  const ids = found.map(({ id }) => id)
  return { records: await recordsByIds(db, review.id, ids), count }
}

function firstOf<Placed extends { id: number; dueOn: string }>(
  all: Placed[],
  backwards: boolean,
  limit: number,
): Placed[] {
  const sorted = all.sort((a, b) => (a.dueOn === b.dueOn ? a.id - b.id : a.dueOn < b.dueOn ? -1 : 1))
  return backwards ? sorted.slice(-limit) : sorted.slice(0, limit)
}

/** Where a stretch of so many records of a review ends in the order of due dates, or undefined when it has no more than that; an index alone answers. */
export const endOfStretch = (
  db: Db,
  reviewId: number,
  after: DuePlace | null,
  length: number,
): Promise<DuePlace | undefined> =>
  placeAlong(
    db,
    { records: sql`from records where review_id = ${reviewId}`, legs: legsOf(after, undefined), inOrder: byDueDate() },
    length,
    sql`due_on, id`,
  )
