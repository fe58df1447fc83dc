import type { Kysely } from 'kysely'
import { run } from './wording.ts'

const oneOf = (...values: string[]): string => `in (${values.map((value) => `'${value}'`).join(', ')})`
/** As `oneOf`, for a table to which rows are added by the million: SQLite makes a list into a table, for each row anew. */
const isOneOf = (column: string, ...values: string[]): string =>
  values.map((value) => `${column} = '${value}'`).join(' or ')
const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
const EVIDENCE = `
  position integer not null,
  standing text not null check (standing ${oneOf('stated', 'proposed', 'confirmed')}),
  notice_id integer references privacy_notices,
  lines text`
const OF_VERSION = 'id integer primary key, version_id integer not null references activity_versions'

const ACTIVITY_LISTS = [
  'purposes',
  'lawful_bases',
  'terms',
  'conditions',
  'parties',
  'recipients',
  'transfers',
  'rules',
  'systems',
  'notes',
]

/** The tables in the order in which they depend on each other. Dates are civil (`_on`), moments are UTC (`_at`). */
const statements = [
  // Shared entities
  `create table organisations (
    id integer primary key,
    code text not null unique,
    name text not null unique check (length(name) between 1 and 200),
    kind text not null check (kind ${oneOf('council', 'shared service', 'partner', 'customer', 'supplier', 'other')}),
    address text not null default '',
    email text not null default '',
    telephone text not null default '',
    ico_registration text not null default '',
    dpo_contact text not null default ''
  ) strict`,
  `create table services (
    id integer primary key,
    code text not null unique,
    name text not null check (length(name) between 1 and 200),
    organisation_id integer not null references organisations,
    unique (organisation_id, name)
  ) strict`,
  `create table source_systems (
    id integer primary key,
    code text not null unique,
    name text not null,
    description text not null default '',
    default_service_id integer references services,
    last_full_feed_on text check (last_full_feed_on ${DATE})
  ) strict`,
  // A source system with no row here may hold records of any service.
  `create table source_system_services (
    source_system_id integer not null references source_systems,
    service_id integer not null references services,
    primary key (source_system_id, service_id)
  ) strict`,
  `create table terms (
    id integer primary key,
    kind text not null check (kind ${oneOf('data subject category', 'personal data category', 'source', 'security measure', 'storage location')}),
    name text not null check (length(name) between 1 and 300),
    mark text not null check (mark ${oneOf('none', 'children', 'vulnerable people', 'special category', 'criminal offence')}),
    unique (kind, name)
  ) strict`,

  // People
  `create table users (
    id integer primary key,
    email text not null unique collate nocase,
    name text not null,
    role text not null check (role ${oneOf('governance', 'manager', 'auditor', 'administrator')}),
    password_hash text not null,
    demonstration integer not null default 0 check (demonstration in (0, 1)),
    suspended_at text,
    created_at text not null
  ) strict`,
  `create table user_services (
    user_id integer not null references users,
    service_id integer not null references services,
    primary key (user_id, service_id)
  ) strict`,
  `create table sessions (
    id_hash text primary key,
    user_id integer references users,
    data text not null,
    expires_at text not null
  ) strict`,
  'create index sessions_by_expiry on sessions (expires_at)',

  // Source documents
  `create table privacy_notices (
    id integer primary key,
    code text not null unique,
    title text not null,
    service_id integer not null references services,
    file_name text not null,
    body text not null,
    created_on text check (created_on ${DATE}),
    reviewed_on text check (reviewed_on ${DATE}),
    shortest_period text,
    longest_period text
  ) strict`,
  `create table privacy_notice_facts (
    id integer primary key,
    notice_id integer not null references privacy_notices,
    position integer not null,
    heading text not null,
    text text not null
  ) strict`,

  // The schedule
  `create table retention_rules (
    id integer primary key,
    code text not null unique check (length(code) between 1 and 20),
    current_version_id integer
  ) strict`,
  `create table retention_rule_versions (
    id integer primary key,
    rule_id integer not null references retention_rules,
    version integer not null check (version >= 1),
    standing text not null check (standing ${oneOf('proposed', 'confirmed')}),
    record_series text not null,
    service_id integer references services,
    scope_note text not null default '',
    owner_name text not null check (owner_name <> ''),
    trigger_kind text not null check (trigger_kind ${oneOf('fixed_date', 'record_created', 'last_activity', 'event', 'date_of_birth', 'superseded', 'none')}),
    trigger_event text not null default '',
    counted_from text not null check (counted_from ${oneOf('trigger', 'month_end', 'calendar_year_end', 'financial_year_end', 'academic_year_end', 'tax_year_end')}),
    period text not null default '',
    "constraint" text not null check ("constraint" ${oneOf('minimum', 'maximum', 'both')}),
    disposal_action text not null check (disposal_action ${oneOf('destroy', 'anonymise', 'review', 'transfer to archive', 'retain permanently')}),
    authority text not null check (authority <> ''),
    authority_kind text not null,
    approvals integer not null check (approvals in (1, 2)),
    review_days integer not null check (review_days between 1 and 365),
    cooling_off_days integer not null check (cooling_off_days between 0 and 365),
    valid_from text not null check (valid_from ${DATE}),
    shortens_existing integer not null check (shortens_existing in (0, 1)),
    recomputed_at text,
    created_at text not null,
    created_by_name text not null,
    unique (rule_id, version),
    check (disposal_action <> 'destroy' or period <> ''),
    check (disposal_action <> 'retain permanently' or period = ''),
    check (trigger_kind <> 'none' or disposal_action = 'retain permanently')
  ) strict`,
  'create index rule_versions_to_recompute on retention_rule_versions (rule_id) where recomputed_at is null',
  // A version never changes once it stands; only the mark that its dates have been applied may be set.
  `create trigger retention_rule_versions_stand before update of rule_id, version, record_series, service_id, trigger_kind,
    trigger_event, counted_from, period, "constraint", disposal_action, authority, authority_kind, approvals, valid_from
    on retention_rule_versions begin select raise(abort, 'a version of a retention rule never changes'); end`,

  // The register
  `create table processing_activities (
    id integer primary key,
    reference text not null unique check (length(reference) between 1 and 30),
    status text not null check (status ${oneOf('draft', 'submitted', 'approved', 'retired')}),
    current_version_id integer,
    approved_on text check (approved_on ${DATE}),
    next_review_on text check (next_review_on ${DATE})
  ) strict`,
  `create table activity_versions (
    id integer primary key,
    activity_id integer not null references processing_activities,
    version integer not null check (version >= 1),
    title text not null check (length(title) between 1 and 200),
    service_id integer not null references services,
    role text not null check (role ${oneOf('controller', 'joint controller', 'processor', 'not stated')}),
    role_standing text not null check (role_standing ${oneOf('stated', 'proposed', 'confirmed')}),
    owner_name text not null default '',
    business_function text not null default '',
    automated_decisions text not null default '',
    dpia_required text not null check (dpia_required ${oneOf('yes', 'no', 'not assessed')}),
    dpia_status text not null default '',
    remarks text not null default '',
    review_cycle_months integer not null default 12 check (review_cycle_months between 1 and 60),
    search_text text not null,
    created_at text not null,
    created_by_name text not null,
    unique (activity_id, version)
  ) strict`,
  `create table activity_purposes (${OF_VERSION}, ${EVIDENCE}, text text not null) strict`,
  `create table activity_lawful_bases (${OF_VERSION}, ${EVIDENCE},
    purpose integer,
    basis text check (basis ${oneOf('consent', 'contract', 'legal obligation', 'vital interests', 'public task', 'recognised legitimate interest', 'legitimate interests')}),
    statute text not null default ''
  ) strict`,
  `create table activity_terms (${OF_VERSION}, ${EVIDENCE}, term_id integer not null references terms) strict`,
  `create table activity_conditions (${OF_VERSION}, ${EVIDENCE},
    kind text not null check (kind ${oneOf('Article 9', 'Schedule 1', 'Article 10')}),
    text text not null
  ) strict`,
  `create table activity_parties (${OF_VERSION}, ${EVIDENCE},
    part text not null check (part ${oneOf('controller', 'joint controller', 'representative', 'data protection officer')}),
    organisation_id integer references organisations,
    detail text not null default ''
  ) strict`,
  `create table activity_recipients (${OF_VERSION}, ${EVIDENCE},
    organisation_id integer references organisations,
    category text not null default '',
    role text not null check (role ${oneOf('processor', 'controller', 'joint controller', 'internal', 'not stated')}),
    contract text not null default '',
    contract_ends_on text check (contract_ends_on ${DATE})
  ) strict`,
  `create table activity_transfers (${OF_VERSION}, ${EVIDENCE},
    country text not null,
    recipient text not null default '',
    safeguard text not null default '',
    document text not null default ''
  ) strict`,
  `create table activity_rules (${OF_VERSION}, ${EVIDENCE}, rule_id integer not null references retention_rules) strict`,
  `create table activity_systems (${OF_VERSION}, ${EVIDENCE}, source_system_id integer not null references source_systems) strict`,
  `create table activity_notes (${OF_VERSION}, ${EVIDENCE},
    field text not null,
    text text not null,
    silent integer not null check (silent in (0, 1))
  ) strict`,
  ...ACTIVITY_LISTS.map(
    (child) => `create index activity_${child}_by_version on activity_${child} (version_id, position)`,
  ),
  // A version of an activity never changes once it is written; only what a search looks through may be written afresh.
  `create trigger activity_versions_stand before update of activity_id, version, title, service_id, role, role_standing,
    owner_name, business_function, automated_decisions, dpia_required, dpia_status, remarks, review_cycle_months,
    created_at, created_by_name on activity_versions
    begin select raise(abort, 'a version of an activity never changes'); end`,
  ...['versions', ...ACTIVITY_LISTS].map(
    (table) => `create trigger activity_${table}_stay before delete on activity_${table}
    begin select raise(abort, 'a version of an activity never changes'); end`,
  ),
  ...ACTIVITY_LISTS.map(
    (table) => `create trigger activity_${table}_stand before update on activity_${table}
    begin select raise(abort, 'a version of an activity never changes'); end`,
  ),
  'create index activity_rules_by_rule on activity_rules (rule_id)',
  `create table activity_retirements (
    id integer primary key,
    activity_id integer not null references processing_activities,
    reason text not null,
    retired_at text not null,
    retired_by_name text not null
  ) strict`,

  // Jobs
  `create table job_runs (
    id integer primary key,
    job text not null,
    as_of text check (as_of ${DATE}),
    for_past_date integer not null default 0 check (for_past_date in (0, 1)),
    started_by text not null,
    started_at text not null,
    finished_at text,
    state text not null check (state ${oneOf('running', 'succeeded', 'failed', 'stopped')}),
    error text,
    days_missed integer not null default 0,
    examined integer not null default 0,
    newly_due integer not null default 0,
    withdrawn integer not null default 0,
    held integer not null default 0,
    held_past_period integer not null default 0,
    still_due integer not null default 0,
    errors text not null default '[]',
    notes text not null default '[]',
    duration_ms integer
  ) strict`,
  'create index job_runs_by_job on job_runs (job, id)',
  // One runner of a job at a time, over processes: a lease that its holder renews and that lapses when the holder dies.
  `create table job_leases (
    job text primary key,
    holder text not null,
    expires_at text not null
  ) strict`,

  // Records held
  `create table record_feeds (
    id integer primary key,
    source_system_id integer not null references source_systems,
    file_name text not null,
    file_path text not null default '',
    uploaded integer not null default 0 check (uploaded in (0, 1)),
    mode text not null check (mode ${oneOf('delta', 'full')}),
    correction integer not null default 0 check (correction in (0, 1)),
    dry_run integer not null default 0 check (dry_run in (0, 1)),
    state text not null check (state ${oneOf('waiting', 'running', 'done', 'refused', 'failed', 'cancelled')}),
    sent_by_name text not null,
    sent_at text not null,
    started_at text,
    finished_at text,
    bytes_total integer not null default 0,
    bytes_done integer not null default 0,
    rows integer not null default 0,
    created integer not null default 0,
    updated integer not null default 0,
    unchanged integer not null default 0,
    rejected integer not null default 0,
    missing_at_source integer not null default 0,
    notes text not null default '[]',
    error text
  ) strict`,
  'create index record_feeds_by_source on record_feeds (source_system_id, id)',
  `create table feed_rejections (
    feed_id integer not null references record_feeds,
    line integer not null,
    columns text not null,
    reason text not null,
    primary key (feed_id, line)
  ) strict, without rowid`,
  `create table disposal_reviews (
    id integer primary key,
    service_id integer references services,
    rule_id integer not null references retention_rules,
    state text not null check (state ${oneOf('open', 'awaiting second approval', 'approved', 'closed')}),
    opened_on text not null check (opened_on ${DATE}),
    opened_by_run_id integer references job_runs,
    review_by text not null check (review_by ${DATE}),
    closed_at text,
    outcome text check (outcome ${oneOf('disposed', 'kept longer', 'nothing left', 'merged')}),
    merged_into_id integer references disposal_reviews,
    lock_version integer not null default 1,
    check ((state = 'closed') = (closed_at is not null)),
    check ((outcome = 'merged') = (merged_into_id is not null) or outcome is null)
  ) strict`,
  `create unique index one_open_review on disposal_reviews (coalesce(service_id, 0), rule_id) where state = 'open'`,
  `create table records (
    id integer primary key,
    source_system_id integer not null references source_systems,
    reference text not null check (length(reference) between 1 and 200),
    rule_id integer not null references retention_rules,
    rule_version_id integer not null references retention_rule_versions,
    service_id integer references services,
    trigger_on text check (trigger_on ${DATE}),
    corrected_from text check (corrected_from ${DATE}),
    kept_until text check (kept_until ${DATE}),
    retain_until text check (retain_until ${DATE}),
    due_on text check (due_on ${DATE}),
    state text not null check (${isOneOf('state', 'open', 'retained', 'due', 'approved', 'instructed', 'destroyed', 'anonymised', 'transferred', 'already gone', 'failed', 'permanent')}),
    title text not null default '',
    quantity integer not null default 1 check (quantity >= 1),
    location text not null default '',
    review_id integer references disposal_reviews,
    flagged_on text check (flagged_on ${DATE}),
    review_by text check (review_by ${DATE}),
    backlog integer not null default 0 check (backlog = 0 or backlog = 1),
    first_feed_id integer references record_feeds,
    first_seen_on text not null check (first_seen_on ${DATE}),
    last_seen_on text not null check (last_seen_on ${DATE}),
    missing_since text check (missing_since ${DATE}),
    unique (source_system_id, reference),
    check ((retain_until is null) = (due_on is null)),
    check (retain_until < due_on),
    check (due_on is not null or (state <> 'retained' and state <> 'due' and state <> 'approved')),
    check (due_on is null or (state <> 'open' and state <> 'permanent')),
    check ((state <> 'due' and state <> 'approved') or (review_id is not null and flagged_on is not null and review_by is not null))
  ) strict`,
  `create index records_coming_due on records (due_on) where state = 'retained'`,
  'create index records_by_due_date on records (due_on) where due_on is not null',
  'create index records_by_rule on records (rule_id, state)',
  'create index records_by_service on records (service_id, state)',
  'create index records_in_review on records (review_id, due_on) where review_id is not null',
  // Records whose data is gone and that the inventory has yet to forget: empty but for moments.
  `create index records_to_forget on records (review_id) where state ${oneOf('destroyed', 'anonymised', 'transferred')} and due_on is not null`,
  'create index records_missing on records (source_system_id) where missing_since is not null',
  `create table record_changes (
    id integer primary key,
    record_id integer not null references records,
    changed_at text not null,
    what text not null,
    before text,
    after text,
    reason text not null,
    by_name text not null
  ) strict`,
  'create index record_changes_by_record on record_changes (record_id)',

  // Decisions
  // Exceptions made together share a batch.
  `create table review_exceptions (
    id integer primary key,
    batch_id integer not null,
    review_id integer not null references disposal_reviews,
    record_id integer not null references records,
    kind text not null check (kind ${oneOf('keep longer', 'wrong date')}),
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
    check (kind <> 'keep longer' or keep_until is not null)
  ) strict`,
  'create index review_exceptions_by_review on review_exceptions (review_id)',
  'create index review_exceptions_by_record on review_exceptions (record_id)',
  'create index review_exceptions_by_batch on review_exceptions (batch_id)',
  `create table review_decisions (
    id integer primary key,
    review_id integer not null references disposal_reviews,
    decision text not null check (decision ${oneOf('approve disposal', 'keep all longer', 'second approval', 'send back')}),
    keep_until text check (keep_until ${DATE}),
    reason text not null default '',
    record_count integer not null,
    list_hash text not null,
    decided_by_id integer not null references users,
    decided_by_name text not null,
    decided_at text not null
  ) strict`,
  'create index review_decisions_by_review on review_decisions (review_id)',
  `create table disposal_confirmations (
    id integer primary key,
    review_id integer not null unique references disposal_reviews,
    disposed_on text not null check (disposed_on ${DATE}),
    method text not null,
    statement text not null,
    record_count integer not null,
    quantity integer not null,
    oldest_due_on text not null check (oldest_due_on ${DATE}),
    newest_due_on text not null check (newest_due_on ${DATE}),
    confirmed_by_id integer not null references users,
    confirmed_by_name text not null,
    confirmed_at text not null
  ) strict`,
]

export const up = (db: Kysely<unknown>): Promise<void> => run(db, statements)
