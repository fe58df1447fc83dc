import type { Kysely } from 'kysely'
import { isPostgres } from '../dialect.ts'
import { deputies } from './deputies.ts'
import { disposalAnswers } from './disposal-answers.ts'
import { disposalHolds } from './disposal-holds.ts'
import { disposalInstructions } from './disposal-instructions.ts'
import { disposalReports } from './disposal-reports.ts'
import { largeDecisions } from './large-decisions.ts'
import { recordTransitions } from './record-transitions.ts'
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
    ...disposalReports,
  ])
