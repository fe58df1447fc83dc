const oneOf = (...values: string[]): string => `in (${values.map((value) => `'${value}'`).join(', ')})`
const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

const KINDS = `kind ${oneOf('keep longer', 'wrong date', 'wrong rule', 'already gone')}`
const HAS_WHAT_IT_SAYS = `(kind <> 'keep longer' or keep_until is not null)
  and (kind <> 'wrong rule' or (correct_rule_id is not null and previous_rule_id is not null))
  and (kind <> 'already gone' or gone_on is not null)`

/** What an exception says beside what it said before: why it is kept, who agreed to that, under which rule it belongs, or since when it is gone. */
const more: readonly string[] = [
  'keep_because text',
  'agreed_by_name text',
  'correct_rule_id integer references retention_rules',
  'previous_rule_id integer references retention_rules',
  `gone_on text check (gone_on ${DATE})`,
]

/** A batch may be of a million records: what reads it goes from one record to the next. */
const BY_BATCH = 'create index review_exceptions_by_batch on review_exceptions (batch_id, record_id)'

/** SQLite changes no check of a table: it is made anew, under its old name. */
const exceptionsOfSqlite: readonly string[] = [
  `create table exceptions_with_more_kinds (
    id integer primary key,
    batch_id integer not null,
    review_id integer not null references disposal_reviews,
    record_id integer not null references records,
    kind text not null check (${KINDS}),
    keep_until text check (keep_until ${DATE}),
    corrected_trigger_on text check (corrected_trigger_on ${DATE}),
    previous_trigger_on text,
    previous_corrected_from text,
    previous_kept_until text,
    previous_flagged_on text,
    previous_review_by text,
    reason text not null,
    decided_by_id integer not null references users,
    decided_by_name text not null,
    decided_at text not null,
    undone_at text,
    undone_by_name text,
    organisation_id integer not null default 0,
    ${more.join(',\n    ')},
    check (${HAS_WHAT_IT_SAYS})
  ) strict`,
  `insert into exceptions_with_more_kinds (id, batch_id, review_id, record_id, kind, keep_until, corrected_trigger_on, previous_trigger_on,
      previous_corrected_from, previous_kept_until, previous_flagged_on, previous_review_by, reason, decided_by_id, decided_by_name, decided_at,
      undone_at, undone_by_name, organisation_id)
    select id, batch_id, review_id, record_id, kind, keep_until, corrected_trigger_on, previous_trigger_on, previous_corrected_from,
      previous_kept_until, previous_flagged_on, previous_review_by, reason, decided_by_id, decided_by_name, decided_at, undone_at,
      undone_by_name, organisation_id
    from review_exceptions order by id`,
  'drop table review_exceptions',
  'alter table exceptions_with_more_kinds rename to review_exceptions',
  'create index review_exceptions_by_review on review_exceptions (review_id)',
  'create index review_exceptions_by_record on review_exceptions (record_id)',
  BY_BATCH,
]

/** PostgreSQL keeps the table, its partitions with it. */
const exceptionsOfPostgres: readonly string[] = [
  ...more.map((column) => `alter table review_exceptions add column ${column}`),
  'alter table review_exceptions drop constraint review_exceptions_kind_check, drop constraint review_exceptions_check',
  `alter table review_exceptions add constraint review_exceptions_kind_check check (${KINDS}),
    add constraint review_exceptions_check check (${HAS_WHAT_IT_SAYS})`,
  'drop index review_exceptions_by_batch',
  BY_BATCH,
]

/** More kinds of exceptions, records that wait for a second person to agree that they are kept longer, and decisions that many records follow. */
export const largeDecisions = (postgres: boolean): readonly string[] => [
  ...(postgres ? exceptionsOfPostgres : exceptionsOfSqlite),
  // What is already gone is forgotten as well.
  'drop index records_to_forget',
  `create index records_to_forget on records (review_id) where state ${oneOf('destroyed', 'anonymised', 'transferred', 'already gone')} and substr(reference, 1, 10) <> 'forgotten:'`,

  // How many records an exception was made for, and for how many it stands: kept, as it may be a million. `first_id`: what it says.
  `create table exception_batches (
    batch_id integer primary key,
    review_id integer not null references disposal_reviews,
    first_id integer not null,
    records integer not null,
    standing integer not null
  ) strict`,
  'create index exception_batches_by_review on exception_batches (review_id)',
  `insert into exception_batches (batch_id, review_id, first_id, records, standing)
    select batch_id, min(review_id), min(id), count(*), count(*) - count(undone_at) from review_exceptions group by batch_id`,

  // Records that were kept longer twice before: that they are kept once more is for information governance to agree to.
  `create table extension_requests (
    id integer primary key,
    batch_id integer not null unique,
    review_id integer not null references disposal_reviews,
    keep_until text not null check (keep_until ${DATE}),
    keep_because text not null,
    reason text not null,
    asked_by_id integer not null references users,
    asked_by_name text not null,
    asked_at text not null,
    answer text check (answer ${oneOf('agreed', 'refused', 'withdrawn')}),
    answered_by_name text,
    answered_at text,
    answer_reason text,
    check ((answer is null) = (answered_at is null)),
    check ((answer is null) = (answered_by_name is null))
  ) strict`,
  'create index extension_requests_by_review on extension_requests (review_id)',
  'create index extension_requests_open on extension_requests (id) where answer is null',
  `create table extension_request_records (
    id integer primary key,
    request_id integer not null references extension_requests,
    record_id integer not null,
    unique (request_id, record_id)
  ) strict`,
  'create index extension_request_records_by_record on extension_request_records (record_id)',

  // What was decided in one moment for more records than one transaction takes: they follow in short ones. `facts`: what is done with them.
  `create table review_work (
    id integer primary key,
    review_id integer not null references disposal_reviews,
    into_id integer references disposal_reviews,
    kind text not null check (kind ${oneOf('exception', 'undo', 'approve disposal', 'send back')}),
    facts text not null,
    batch_id integer,
    total integer not null,
    done integer not null default 0,
    left_out integer not null default 0,
    asked_by_id integer not null references users,
    asked_by_name text not null,
    asked_at text not null,
    finished_at text
  ) strict`,
  'create unique index one_work_of_a_review on review_work (review_id) where finished_at is null',
  // The exact list, frozen when it was decided: a part for each transaction, which deletes it. `list`: ids by due date and version of the rule.
  `create table frozen_parts (
    id integer primary key,
    work_id integer not null references review_work,
    list text not null
  ) strict`,
  'create index frozen_parts_by_work on frozen_parts (work_id, id)',
]
