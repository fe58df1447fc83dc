import { isOneOf } from './record-transitions.ts'

const oneOf = (...values: string[]): string => `in (${values.map((value) => `'${value}'`).join(', ')})`
const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

/** The service that stands in the place of that of a row: its own, unless it was merged away. */
const survivor = (row: string): string =>
  `(select coalesce(merged_into_id, id) from services where services.id = ${row}.service_id)`

/**
 * That a record, by the name of its row, is under a hold that nobody has lifted: one of its service, rule, source and trigger date, or one
 * that lists it. A hold says what it catches, and no record says that it is caught, so that what comes later is caught as well. A hold on
 * a service that was merged away is on the one in its place.
 */
export const isHeld = (record: string): string => `(
  exists (
    select 1 from disposal_holds as hold join hold_scopes as scope on scope.hold_id = hold.id
    where hold.lifted_on is null
      and (scope.service_id is null or scope.service_id = ${record}.service_id
        or ${survivor('scope')} = ${survivor(record)})
      and (scope.rule_id is null or scope.rule_id = ${record}.rule_id)
      and (scope.source_system_id is null or scope.source_system_id = ${record}.source_system_id)
      and (scope.trigger_from is null or ${record}.trigger_on >= scope.trigger_from)
      and (scope.trigger_to is null or ${record}.trigger_on <= scope.trigger_to))
  or exists (
    select 1 from hold_references as listed join disposal_holds as hold on hold.id = listed.hold_id
    where listed.source_system_id = ${record}.source_system_id and listed.reference = ${record}.reference
      and hold.lifted_on is null))`

/** What keeps records from disposal whatever their rule says, and what says how they are kept. */
export const disposalHolds: readonly string[] = [
  `create table disposal_holds (
    id integer primary key,
    kind text not null check (kind ${oneOf('litigation', 'inquiry', 'information request', 'safeguarding', 'audit', 'other')}),
    title text not null,
    mandate text not null,
    reason text not null,
    review_on text not null check (review_on ${DATE}),
    placed_on text not null check (placed_on ${DATE}),
    placed_at text not null,
    placed_by_id integer not null references users,
    placed_by_name text not null,
    lifted_on text check (lifted_on ${DATE}),
    lifted_at text,
    lifted_by_name text,
    lifted_reason text,
    lock_version integer not null default 1,
    -- How many records it took out of reviews and approvals, of how many it asked sources to stop, and when it was done with these.
    withdrawn integer not null default 0,
    recalled integer not null default 0,
    carried_out_at text,
    check ((lifted_on is null) = (lifted_at is null)),
    check ((lifted_on is null) = (lifted_by_name is null)),
    check ((lifted_on is null) = (lifted_reason is null))
  ) strict`,
  `create index disposal_holds_in_force on disposal_holds (id) where lifted_on is null`,
  // By criteria: a record is caught when all that a row names is true of it. A hold has a row for each combination.
  `create table hold_scopes (
    id integer primary key,
    hold_id integer not null references disposal_holds,
    service_id integer references services,
    rule_id integer references retention_rules,
    source_system_id integer references source_systems,
    trigger_from text check (trigger_from ${DATE}),
    trigger_to text check (trigger_to ${DATE}),
    check (service_id is not null or rule_id is not null or source_system_id is not null or trigger_from is not null or trigger_to is not null),
    check (trigger_from <= trigger_to)
  ) strict`,
  'create index hold_scopes_by_hold on hold_scopes (hold_id)',
  // By list: a reference may be listed before its record is ever sent, and is a keyed hash once the record is forgotten.
  `create table hold_references (
    id integer primary key,
    hold_id integer not null references disposal_holds,
    source_system_id integer not null references source_systems,
    reference text not null check (length(reference) between 1 and 200),
    unique (source_system_id, reference, hold_id)
  ) strict`,
  'create index hold_references_by_hold on hold_references (hold_id, id)',
  // What was done about it after it was placed: reviewed and extended, or lifted.
  `create table hold_events (
    id integer primary key,
    hold_id integer not null references disposal_holds,
    kind text not null check (kind ${oneOf('placed', 'extended', 'lifted')}),
    happened_at text not null,
    by_name text not null,
    review_on text check (review_on ${DATE}),
    reason text not null
  ) strict`,
  'create index hold_events_by_hold on hold_events (hold_id, id)',
  `create index disposal_holds_to_carry_out on disposal_holds (id) where carried_out_at is null`,
  // What a person has entered for a hold and is shown what it would do: a list of references is not sent to and fro. Gone once placed.
  `create table hold_drafts (
    id integer primary key,
    drafted_by_id integer not null references users,
    drafted_at text not null,
    draft text not null
  ) strict`,

  `create trigger disposal_holds_stand before update of kind, title, mandate, reason, placed_on, placed_at, placed_by_id, placed_by_name on disposal_holds
    begin select raise(abort, 'a hold is never edited'); end`,
  `create trigger disposal_holds_end before update of lifted_on, lifted_at, lifted_by_name, lifted_reason, review_on on disposal_holds
    when old.lifted_on is not null
    begin select raise(abort, 'a hold that was lifted never changes'); end`,
  ...['disposal_holds', 'hold_scopes', 'hold_references', 'hold_events'].map(
    (table) => `create trigger ${table}_stay before delete on ${table}
    begin select raise(abort, 'a hold is never deleted'); end`,
  ),
  ...['hold_scopes', 'hold_events'].map(
    (table) => `create trigger ${table}_stand before update on ${table}
    begin select raise(abort, 'a hold is never edited'); end`,
  ),
  // Whatever writes, a record under a hold comes no nearer to its end; but what its source had done before it was asked to stop is told.
  `create trigger records_are_held before update of state on records
    when new.state <> old.state and (${isOneOf('new.state', 'approved', 'instructed', 'destroyed', 'anonymised', 'transferred')})
    begin select raise(abort, 'a record under a disposal hold comes no nearer to its disposal') where ${isHeld('new')}
      and (${isOneOf('new.state', 'approved', 'instructed')} or not exists (
        select 1 from instruction_items as item where item.record_id = new.id and item.recall_answer = 'too late')); end`,
  `create trigger hold_references_stand before update of hold_id, source_system_id on hold_references
    begin select raise(abort, 'a hold is never edited'); end`,
]
