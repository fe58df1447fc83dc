import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../dialect.ts'
import { REQUEST_COUNTS } from '../request-counts.ts'
import { organisationOfRecords } from './organisation-of-records.ts'
import { partitionsForOrganisations } from './partitioned.ts'
import { run } from './wording.ts'

/** What a large inventory needs: counts that are kept instead of counted, whose records they are, and progress of long work that can be seen and stopped. */
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
  // By due date within a state, with what lists narrow by beside it: however few of them are wanted, no row is read to find out.
  'drop index records_coming_due',
  'create index records_by_state on records (state, due_on, id, service_id, rule_id) where due_on is not null',
  // The records of a source by id, which come one after the other: a list of a few among millions walks over these alone.
  'create index records_by_source on records (source_system_id)',
  `create index records_open on records (first_seen_on) where state = 'open'`,

  // How far a run has come with what it does since when: of how many, null while that is not known; and who asked that it be stopped.
  'alter table job_runs add column done integer not null default 0',
  'alter table job_runs add column total integer',
  `alter table job_runs add column doing text not null default ''`,
  'alter table job_runs add column doing_since text',
  'alter table job_runs add column stop_asked_by text',

  // Since when a feed is read, or compared, without a break, and how far it was then; the comparison is null while the file is read.
  'alter table record_feeds add column doing_since text',
  'alter table record_feeds add column doing_from integer not null default 0',
  'alter table record_feeds add column compared integer',
  'alter table record_feeds add column to_compare integer',
]

/** Several nodes count requests together, in the columns that rate-limiter-flexible asks for. Unlogged: nobody waits for the disk to be counted. */
const countsOfRequests = `create unlogged table ${REQUEST_COUNTS} (
  key varchar(255) primary key,
  points integer not null,
  expire bigint
)`

/** Makes what this version adds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, statements)
  if (!isPostgres(db)) return run(db, organisationOfRecords)
  // No database there is older than this: its tables were made with the organisation in them.
  for (const statement of [...partitionsForOrganisations, countsOfRequests]) await sql.raw(statement).execute(db)
}
