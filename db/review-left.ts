import { sql } from 'kysely'

/**
 * What the history of a record says that it was when it leaves its review, as a value of a row of `records`: the review, and since when
 * the record was in it, which the row does not say any more afterwards.
 *
 * It stands in what forgetting erases, since the day of flagging gives the trigger date away.
 */
export const reviewLeft = sql<string>`'Disposal review ' || records.review_id || coalesce(', since ' || records.flagged_on, '')`
