import type { Kysely } from 'kysely'
import { isPostgres } from '../dialect.ts'
import { deputies } from './deputies.ts'
import { disposalAnswers } from './disposal-answers.ts'
import { disposalHolds } from './disposal-holds.ts'
import { disposalInstructions } from './disposal-instructions.ts'
import { disposalReports } from './disposal-reports.ts'
import { largeDecisions } from './large-decisions.ts'
import { recordTransitions } from './record-transitions.ts'
import { reviewCounts } from './review-counts.ts'
import { run } from './wording.ts'

/** What the second half of a record's life needs: holds, instructions and their answers, incidents and certificates. */
export const up = (db: Kysely<unknown>): Promise<void> =>
  run(db, [
    ...disposalHolds,
    ...disposalInstructions,
    ...disposalAnswers,
    ...deputies,
    ...largeDecisions(isPostgres(db)),
    ...recordTransitions,
    ...reviewCounts,
    ...disposalReports,
    ...(isPostgres(db) ? recordsInReview : []),
  ])

/** In the file of SQLite an index has the ids of its rows in their order by itself. */
const recordsInReview = [
  'drop index records_in_review',
  'create index records_in_review on records (review_id, due_on, id) where review_id is not null',
]
