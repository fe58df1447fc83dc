const oneOf = (...values: string[]): string => `in (${values.map((value) => `'${value}'`).join(', ')})`
const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

/** What source systems answer to their instructions, as it comes: by API, as a file, or of all records at once. */
export const disposalAnswers: readonly string[] = [
  // How many of its records were disposed of, were not found, failed or left it, kept with each answer; the last day of a disposal; and the day
  // on which its source was last told what to do, from which it is chased.
  'alter table disposal_instructions add column done_count integer not null default 0',
  'alter table disposal_instructions add column not_found_count integer not null default 0',
  'alter table disposal_instructions add column failed_count integer not null default 0',
  'alter table disposal_instructions add column recalled_count integer not null default 0',
  `alter table disposal_instructions add column last_done_on text check (last_done_on ${DATE})`,
  `alter table disposal_instructions add column told_on text check (told_on ${DATE})`,
  // `read`: a file that was read, and changes nothing until a person accepts it. `results`: what an API was told, by the place of each answer;
  // it is told the same again under the same key.
  `create table disposal_answers (
    id integer primary key,
    instruction_id integer not null references disposal_instructions,
    kind text not null check (kind ${oneOf('all', 'file', 'api')}),
    state text not null check (state ${oneOf('read', 'accepted', 'done', 'withdrawn')}),
    given_by_id integer references users,
    given_by_name text not null,
    given_at text not null,
    file_name text not null default '',
    done_on text check (done_on ${DATE}),
    method text not null default '',
    statement text not null default '',
    backups_expire_on text check (backups_expire_on ${DATE}),
    row_count integer not null default 0,
    rejected_count integer not null default 0,
    applied_count integer not null default 0,
    idempotency_key text,
    request_hash text,
    results text,
    check ((idempotency_key is null) = (request_hash is null)),
    check (kind <> 'all' or done_on is not null)
  ) strict`,
  'create index disposal_answers_by_instruction on disposal_answers (instruction_id, id)',
  `create index disposal_answers_to_apply on disposal_answers (id) where state = 'accepted'`,
  `create unique index one_answer_of_a_key on disposal_answers (instruction_id, idempotency_key) where idempotency_key is not null`,
  // The rows of a file: what each says of an item, or why it is rejected. No reference stands here. Those that were applied are gone.
  `create table answer_rows (
    id integer primary key,
    answer_id integer not null references disposal_answers,
    line integer not null,
    item_id integer references instruction_items,
    outcome text check (outcome ${oneOf('done', 'not found', 'failed')}),
    done_on text check (done_on ${DATE}),
    method text not null default '',
    reason text not null default '',
    rejected_column text,
    rejected_reason text,
    check ((item_id is null) = (rejected_reason is not null)),
    check ((item_id is null) = (outcome is null))
  ) strict`,
  'create index answer_rows_by_answer on answer_rows (answer_id, id)',
]
