/** How many records stand in each review, kept as they come and go: a review may have a million. */
export const reviewCounts: readonly string[] = [
  `create table review_counts (
    review_id integer primary key references disposal_reviews,
    records integer not null
  ) strict`,
  `insert into review_counts (review_id, records)
    select review_id, count(*) from records where review_id is not null group by review_id`,
]
