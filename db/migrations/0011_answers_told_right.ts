import type { Kysely } from 'kysely'
import { run } from './wording.ts'

const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

/**
 * What tells by when reviews are to be answered and were, who answered recalls, and who confirmed the day of a run.
 *
 * How many records that are still to be decided in each review are to be answered for by which day, kept as they come and go: a review is to be
 * answered by the earliest of these, not by the day of those that came first and may have left it. By when it was to be answered before is kept from
 * then on, so that it can be told of another day.
 */
export const up = (db: Kysely<unknown>): Promise<void> =>
  run(db, [
    `create table answer_days (
    review_id integer not null references disposal_reviews,
    review_by text not null check (review_by ${DATE}),
    records integer not null,
    primary key (review_id, review_by)
  ) strict, without rowid`,
    `insert into answer_days (review_id, review_by, records)
      select review_id, review_by, count(*) from records
      where review_id is not null and due_on is not null and state in ('due', 'approved') group by review_id, review_by`,
    `update disposal_reviews
      set review_by = (select min(review_by) from answer_days where answer_days.review_id = disposal_reviews.id)
      where state in ('open', 'awaiting second approval')
        and exists (select 1 from answer_days where answer_days.review_id = disposal_reviews.id)`,
    `create table review_by_changes (
    id integer primary key,
    review_id integer not null references disposal_reviews,
    changed_at text not null,
    review_by text not null check (review_by ${DATE})
  ) strict`,
    'create index review_by_changes_by_review on review_by_changes (review_id, id)',
    `create index instruction_items_recall_answered on instruction_items (instruction_id, answered_by_name, answered_at, recall_answer)
      where recall_answer is not null`,
    // Who said of a run that its day is right, although it is far from the last: what is cut off is taken up without asking again.
    'alter table job_runs add column date_confirmed_by text',
    // Such an answer may quote the link of its message, and auditors read it from now on; what is tried again has an answer of its own.
    `update mail_outbox set last_error = 'Said before the last upgrade: not kept, as it may quote the link'
      where last_error is not null and kind in ('invitation', 'password reset')`,
  ])
