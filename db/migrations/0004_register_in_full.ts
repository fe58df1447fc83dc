import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../dialect.ts'
import { reviewCycle } from './review-cycle.ts'
import { ruleDrafts } from './rule-drafts.ts'
import { savedViews } from './saved-views.ts'
import { searchIndex } from './search-index.ts'
import { sharedLists } from './shared-lists.ts'
import { run } from './wording.ts'

const oneOf = (...values: string[]): string => `in (${values.map((value) => `'${value}'`).join(', ')})`
const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
const FACT_OF_VERSION = `
  id integer primary key,
  version_id integer not null references activity_versions,
  position integer not null,
  standing text not null check (standing ${oneOf('stated', 'proposed', 'confirmed')}),
  notice_id integer references privacy_notices,
  lines text`
const EVIDENCED_BY = `
  by_name text,
  by_on text check (by_on ${DATE})`

const LISTS_BEFORE = [
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
const NEW_LISTS = ['details', 'rights', 'dpia_criteria']

const MECHANISMS = [
  'adequacy regulations',
  'UK Extension to the Data Privacy Framework',
  'international data transfer agreement',
  'addendum to the EU clauses',
  'EU standard contractual clauses',
  'binding corporate rules',
  'Article 49 exception',
  'Privacy Shield',
  'other',
  'not stated',
]

const stateOf = (version: string): string => `(select state from activity_versions where id = ${version})`

/** All that Article 30 asks for, drafts and approvals of what is said, and who answers for each fact. */
const statements = [
  // What a version says may change while it is a draft, and never again.
  'drop trigger activity_versions_stand',
  ...LISTS_BEFORE.flatMap((list) => [`drop trigger activity_${list}_stand`, `drop trigger activity_${list}_stay`]),
  `alter table activity_versions add column state text not null default 'approved'
    check (state ${oneOf('draft', 'submitted', 'approved', 'withdrawn')})`,
  // How often a draft has been saved: who changes or approves it says which of these they saw.
  'alter table activity_versions add column revision integer not null default 1',
  'alter table activity_versions add column submitted_at text',
  'alter table activity_versions add column submitted_by_name text',
  'alter table activity_versions add column submitted_by_id text',
  'alter table activity_versions add column approved_at text',
  'alter table activity_versions add column approved_by_name text',
  'update activity_versions set approved_at = created_at, approved_by_name = created_by_name',
  `create unique index one_draft_of_an_activity on activity_versions (activity_id) where state = 'draft' or state = 'submitted'`,
  `create index activity_versions_by_approval on activity_versions (activity_id, approved_at) where approved_at is not null`,

  // Which version lists show: that in force or, before there is one, the newest.
  'alter table processing_activities add column shown_version_id integer',
  'update processing_activities set shown_version_id = current_version_id',
  `alter table processing_activities add column stage text not null default 'draft'
    check (stage ${oneOf('draft', 'submitted', 'approved', 'withdrawn', 'retired')})`,
  'update processing_activities set stage = status',
  'alter table processing_activities drop column status',
  'alter table processing_activities rename column stage to status',

  // References in the order in which people count, so that a page of the register is read from an index: what \`sortKeyOf\` makes of one.
  `alter table processing_activities add column sort_key text not null default ''`,
  `create index processing_activities_in_order on processing_activities (sort_key)`,

  ...LISTS_BEFORE.flatMap((list) => [
    `alter table activity_${list} add column by_name text`,
    `alter table activity_${list} add column by_on text check (by_on ${DATE})`,
    `update activity_${list} set by_name = (select created_by_name from activity_versions where id = version_id),
      by_on = (select substr(created_at, 1, 10) from activity_versions where id = version_id) where standing <> 'stated'`,
  ]),
  `alter table activity_lawful_bases add column interest text not null default ''`,
  `alter table activity_lawful_bases add column record text not null default ''`,
  `alter table activity_lawful_bases add column withdrawal text not null default ''`,
  `alter table activity_parties add column contract text not null default ''`,
  `alter table activity_transfers add column mechanism text not null default 'not stated' check (mechanism ${oneOf(...MECHANISMS)})`,
  `alter table activity_transfers add column risk_assessment text not null default ''`,
  `alter table activity_transfers add column verified_on text check (verified_on ${DATE})`,
  `create table activity_details (${FACT_OF_VERSION},
    field text not null,
    text text not null,${EVIDENCED_BY},
    unique (version_id, field)
  ) strict`,
  `create table activity_rights (${FACT_OF_VERSION},
    right_of text not null,
    answer text not null check (answer ${oneOf('yes', 'no', 'qualified')}),
    reason text not null,${EVIDENCED_BY},
    unique (version_id, right_of)
  ) strict`,
  `create table activity_dpia_criteria (${FACT_OF_VERSION},
    criterion text not null,${EVIDENCED_BY},
    unique (version_id, criterion)
  ) strict`,
  ...NEW_LISTS.map((list) => `create index activity_${list}_by_version on activity_${list} (version_id, position)`),

  `create trigger activity_versions_stand before update of activity_id, version, title, service_id, role, role_standing,
    owner_name, business_function, automated_decisions, dpia_required, dpia_status, remarks, review_cycle_months,
    created_at, created_by_name on activity_versions
    when old.state <> 'draft'
    begin select raise(abort, 'a version of an activity never changes once it is submitted'); end`,
  `create trigger activity_versions_end before update of state on activity_versions
    when old.state = 'approved' or old.state = 'withdrawn'
    begin select raise(abort, 'what was decided about a version of an activity never changes'); end`,
  ...[...LISTS_BEFORE, ...NEW_LISTS].flatMap((list) => [
    `create trigger activity_${list}_come before insert on activity_${list}
    when ${stateOf('new.version_id')} <> 'draft'
    begin select raise(abort, 'a version of an activity never changes once it is submitted'); end`,
    `create trigger activity_${list}_stand before update on activity_${list}
    begin select raise(abort, 'a fact of a version is written anew, and never changed'); end`,
    `create trigger activity_${list}_stay before delete on activity_${list}
    when ${stateOf('old.version_id')} <> 'draft'
    begin select raise(abort, 'a version of an activity never changes once it is submitted'); end`,
  ]),

  // What people say about a version on its way to approval.
  `create table activity_comments (
    id integer primary key,
    activity_id integer not null references processing_activities,
    version_id integer not null references activity_versions,
    kind text not null check (kind ${oneOf('comment', 'submitted', 'returned', 'approved', 'withdrawn')}),
    text text not null,
    written_at text not null,
    written_by_name text not null
  ) strict`,
  'create index activity_comments_by_activity on activity_comments (activity_id, id)',
  // What the checks found of an activity as lists show it. One is fixed once it is found no more; who accepted it says why and until when.
  `create table findings (
    id integer primary key,
    activity_id integer not null references processing_activities,
    code text not null,
    key text not null,
    severity text not null check (severity ${oneOf('error', 'warning', 'prompt')}),
    rank integer not null,
    section text not null,
    text text not null,
    citation text not null,
    what_to_do text not null,
    first_seen_on text not null check (first_seen_on ${DATE}),
    fixed_on text check (fixed_on ${DATE}),
    owner_id integer references users,
    accepted_on text check (accepted_on ${DATE}),
    accepted_until text check (accepted_until ${DATE}),
    accepted_by_name text,
    accepted_reason text,
    unique (activity_id, code, key),
    check ((accepted_on is null) = (accepted_reason is null)),
    check ((accepted_on is null) = (accepted_until is null)),
    check ((accepted_on is null) = (accepted_by_name is null))
  ) strict`,
  // In the order of the list, with what tells whether one is open: a page of it, and how many there are, is read from here alone.
  'create index findings_in_order on findings (rank, code, activity_id, id, accepted_until) where fixed_on is null',
  'create index findings_by_code on findings (code, activity_id, id, accepted_until) where fixed_on is null',
  'create index findings_by_owner on findings (owner_id) where owner_id is not null',
  // How many people it takes to approve what is said of an organisation's processing.
  // How people complain to it about their data: since 19 June 2026 a controller has to make that easy. Data Protection Act 2018 s.164A.
  `alter table organisations add column complaints text not null default ''`,
  // When it was added, blank for those that were there before this was kept; and what was known of it until it was changed, as JSON.
  `alter table organisations add column added_at text not null default ''`,
  `create table organisation_changes (
    id integer primary key,
    organisation_id integer not null references organisations,
    changed_at text not null,
    before text not null
  ) strict`,
  'create index organisation_changes_by_organisation on organisation_changes (organisation_id, id)',
  'alter table organisations add column approvals integer not null default 1 check (approvals in (1, 2))',
  ...sharedLists,
]

/** As `sortKeyOf` makes them: the family, the first number after it in thirty digits, and the reference. */
const sortKeysOfSqlite = `update processing_activities set sort_key = substr(reference, 1, instr(reference, '-'))
  || printf('%030d', cast(ltrim(substr(reference, instr(reference, '-') + 1), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') as integer)) || reference`
const sortKeysOfPostgres = `update processing_activities set sort_key = left(reference, strpos(reference, '-'))
  || lpad(coalesce(substring(substr(reference, strpos(reference, '-') + 1) from '^[A-Z]*([0-9]+)'), '0'), 30, '0') || reference`

/** Makes what this version adds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, [...statements, ...reviewCycle, ...savedViews, ...ruleDrafts])
  await sql.raw(isPostgres(db) ? sortKeysOfPostgres : sortKeysOfSqlite).execute(db)
  await searchIndex(db)
}
