import type { Kysely } from 'kysely'
import { run } from './wording.ts'

/**
 * How many records each set of answers disposed of, null where that was not counted yet, and in which round: certificates say how many each
 * statement on copies is of. What was answered before the last certificate of its instruction counts as of the first round.
 */
export const up = (db: Kysely<unknown>): Promise<void> =>
  run(db, [
    'alter table disposal_answers add column done_count integer check (done_count >= 0)',
    'alter table disposal_answers add column round integer not null default 1',
    `update disposal_answers
      set round = (select round from disposal_instructions as instruction where instruction.id = disposal_answers.instruction_id)
      where not exists (select 1 from destruction_certificates as certificate
        where certificate.instruction_id = disposal_answers.instruction_id and certificate.issued_at >= disposal_answers.given_at)`,
  ])
