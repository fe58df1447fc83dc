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
    // With which trigger date a record was put under its right rule is kept from now on; what nothing has changed since has it still.
    `update review_exceptions set corrected_trigger_on = (
        select trigger_on from records
        where records.id = review_exceptions.record_id and records.organisation_id = review_exceptions.organisation_id)
      where kind = 'wrong rule' and undone_at is null and not exists (select 1 from record_changes as change
        where change.record_id = review_exceptions.record_id and change.organisation_id = review_exceptions.organisation_id
          and change.what = 'trigger date' and change.changed_at > review_exceptions.decided_at)`,
    // What came back from an instruction under an older version of its rule is given the dates of those that came after it.
    `update retention_rule_versions set recomputed_at = null where exists (
      select 1 from instruction_items as item
      join records on records.id = item.record_id and records.organisation_id = item.organisation_id
      where item.state in ('recalled', 'failed') and records.state in ('open', 'retained', 'due', 'approved')
        and records.rule_id = retention_rule_versions.rule_id and records.rule_version_id < retention_rule_versions.id)`,
  ])
