/** What reports look over that would else be read as a whole. */
export const disposalReports: readonly string[] = [
  `create index review_exceptions_kept_longer on review_exceptions (record_id, review_id) where kind = 'keep longer' and undone_at is null`,
]
