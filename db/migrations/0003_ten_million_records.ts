import type { Kysely } from 'kysely'
import { run } from './wording.ts'

/** What a large inventory needs: counts that are kept instead of counted, and progress of long work that can be seen and stopped. */
const statements = [
  // How many records a rule and a service (0: none) have in a state. Whatever changes records changes these in the same transaction.
  `create table record_counts (
    rule_id integer not null references retention_rules,
    service_id integer not null,
    state text not null,
    records integer not null,
    primary key (rule_id, service_id, state)
  ) strict, without rowid`,
  `insert into record_counts (rule_id, service_id, state, records)
    select rule_id, coalesce(service_id, 0), state, count(*) from records group by rule_id, coalesce(service_id, 0), state`,
  `create index records_open on records (first_seen_on) where state = 'open'`,

  // How far a run has come: of how many pieces, null while that is not known; and who asked that it be stopped.
  'alter table job_runs add column done integer not null default 0',
  'alter table job_runs add column total integer',
  `alter table job_runs add column doing text not null default ''`,
  'alter table job_runs add column stop_asked_by text',
]

/** Makes what this version adds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, statements)
}
