const oneOf = (...values: string[]): string => `in (${values.map((value) => `'${value}'`).join(', ')})`
const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

/** What source systems are told to dispose of, what they answer for each record, what goes wrong, and the certificate of what is gone. */
export const disposalInstructions: readonly string[] = [
  // One for each review and source system: what it holds of what was approved. The key makes a fetch that is repeated the same one.
  // `oldest_due_on`, `newest_due_on`: of its records when they were instructed, as these forget their dates once they are gone. `statement`: what
  // became of copies, backups and data held by processors, with the day on which the last backup expires. `round`: a closed instruction whose
  // failed records are instructed again is open once more, in another round, which has a certificate of its own.
  `create table disposal_instructions (
    id integer primary key,
    review_id integer not null references disposal_reviews,
    source_system_id integer not null references source_systems,
    action text not null check (action ${oneOf('destroy', 'anonymise', 'transfer to archive')}),
    state text not null check (state ${oneOf('preparing', 'open', 'closed')}),
    fetch_key text not null unique,
    instructed_on text not null check (instructed_on ${DATE}),
    instructed_at text not null,
    record_count integer not null default 0,
    answered_count integer not null default 0,
    oldest_due_on text check (oldest_due_on ${DATE}),
    newest_due_on text check (newest_due_on ${DATE}),
    statement text not null default '',
    backups_expire_on text check (backups_expire_on ${DATE}),
    round integer not null default 1,
    first_fetched_at text,
    first_fetched_by_name text,
    chased_on text check (chased_on ${DATE}),
    closed_at text,
    unique (review_id, source_system_id),
    check ((state = 'closed') = (closed_at is not null))
  ) strict`,
  `create index disposal_instructions_by_source on disposal_instructions (source_system_id, id)`,
  `create index disposal_instructions_open on disposal_instructions (instructed_on) where state <> 'closed'`,
  // A record in an instruction, and what its source answered. It is known by its id: the reference is forgotten once the data is gone.
  `create table instruction_items (
    id integer primary key,
    organisation_id integer not null references organisations,
    instruction_id integer not null references disposal_instructions,
    record_id integer not null,
    state text not null check (state ${oneOf('instructed', 'done', 'not found', 'failed', 'recalled')}),
    answered_at text,
    answered_by_name text,
    done_on text check (done_on ${DATE}),
    method text not null default '',
    reason text not null default '',
    round integer not null default 1,
    recall_asked_at text,
    recall_answer text check (recall_answer ${oneOf('stopped', 'too late')}),
    unique (instruction_id, record_id),
    check ((state = 'instructed') = (answered_at is null)),
    check ((state = 'done') = (done_on is not null))
  ) strict`,
  `create index instruction_items_by_record on instruction_items (record_id, id)`,
  `create index instruction_items_open on instruction_items (instruction_id, id) where state = 'instructed'`,
  `create index instruction_items_recalled on instruction_items (instruction_id, id) where recall_asked_at is not null and recall_answer is null`,
  // Who has to be told that the data is gone: Article 19. Ticked off by a person.
  `create table instruction_notices (
    id integer primary key,
    instruction_id integer not null references disposal_instructions,
    recipient text not null,
    told_on text check (told_on ${DATE}),
    told_by_name text,
    how text not null default '',
    unique (instruction_id, recipient),
    check ((told_on is null) = (told_by_name is null))
  ) strict`,
  // What should not be: each has an owner until a person closes it with what was done.
  `create table disposal_incidents (
    id integer primary key,
    kind text not null
      check (kind ${oneOf('still at source', 'listed again', 'vanished', 'disposed of under a hold', 'disposed of after a recall')}),
    source_system_id integer not null references source_systems,
    instruction_id integer references disposal_instructions,
    feed_id integer references record_feeds,
    found_on text not null check (found_on ${DATE}),
    found_at text not null,
    record_count integer not null check (record_count >= 1),
    owner_id integer references users,
    closed_at text,
    closed_by_name text,
    what_was_done text,
    check ((closed_at is null) = (closed_by_name is null)),
    check ((closed_at is null) = (what_was_done is null))
  ) strict`,
  `create index disposal_incidents_open on disposal_incidents (id) where closed_at is null`,
  // What is found while a feed is loaded gathers in one incident of each kind.
  'create unique index one_incident_of_a_feed on disposal_incidents (feed_id, kind) where feed_id is not null',
  `create table incident_records (
    id integer primary key,
    incident_id integer not null references disposal_incidents,
    record_id integer not null,
    unique (incident_id, record_id)
  ) strict`,
  'create index incident_records_by_record on incident_records (record_id)',
  // The proof of an instruction whose records are gone. `facts`: all that it says, as canonical JSON, of which `facts_hash` is the SHA-256;
  // the columns before them repeat what lists need.
  `create table destruction_certificates (
    id integer primary key,
    number text not null unique,
    instruction_id integer not null references disposal_instructions,
    round integer not null default 1,
    issued_on text not null check (issued_on ${DATE}),
    issued_at text not null,
    disposed_from text not null check (disposed_from ${DATE}),
    disposed_to text not null check (disposed_to ${DATE}),
    record_series text not null,
    rule_versions text not null,
    authority text not null,
    decided_by text not null,
    method text not null,
    record_count integer not null check (record_count >= 1),
    quantity integer not null,
    merkle_root text not null,
    facts text not null,
    facts_hash text not null,
    unique (instruction_id, round)
  ) strict`,
  'create index destruction_certificates_by_issue on destruction_certificates (issued_at)',
  // Instructions whose certificate takes longer to make than others may wait for the lock.
  `create table certificates_to_issue (
    instruction_id integer primary key,
    asked_at text not null
  ) strict`,
  `create trigger destruction_certificates_stand before update on destruction_certificates
    begin select raise(abort, 'a certificate never changes'); end`,
  `create trigger destruction_certificates_stay before delete on destruction_certificates
    begin select raise(abort, 'a certificate is never deleted'); end`,
]
