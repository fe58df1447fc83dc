/**
 * What a rule is to say next, on its way to approval; what people say about it; and when rules were retired and brought back.
 *
 * `based_on_version`: the version in force that a draft was written over, null for a rule that the schedule does not have yet. `version`: what
 * it became when it was approved. `service_id`: as in `content`, which is JSON, so that no draft names a service that is not there.
 */
export const ruleDrafts = [
  `create table rule_drafts (
    id integer primary key,
    code text not null,
    based_on_version integer,
    confirms integer not null check (confirms in (0, 1)),
    service_id integer references services,
    content text not null,
    state text not null check (state in ('draft', 'submitted', 'approved', 'withdrawn')),
    revision integer not null default 1,
    written_at text not null,
    written_by_name text not null,
    submitted_at text,
    submitted_by_name text,
    submitted_by_id text,
    decided_at text,
    decided_by_name text,
    version integer,
    check ((submitted_at is null) = (submitted_by_id is null)),
    check ((decided_at is null) = (decided_by_name is null)),
    check ((version is null) = (state <> 'approved'))
  ) strict`,
  `create unique index one_draft_of_a_rule on rule_drafts (code) where state = 'draft' or state = 'submitted'`,
  'create index rule_drafts_by_state on rule_drafts (state, id)',
  `create trigger rule_drafts_stand before update of code, based_on_version, confirms, service_id, content, written_at, written_by_name
    on rule_drafts
    when old.state <> 'draft'
    begin select raise(abort, 'a draft of a retention rule never changes once it is submitted'); end`,
  `create trigger rule_drafts_end before update of state on rule_drafts
    when old.state = 'approved' or old.state = 'withdrawn'
    begin select raise(abort, 'what was decided about a draft of a retention rule never changes'); end`,
  `create table rule_comments (
    id integer primary key,
    draft_id integer not null references rule_drafts,
    kind text not null check (kind in ('comment', 'submitted', 'returned', 'approved', 'withdrawn')),
    text text not null,
    written_at text not null,
    written_by_name text not null
  ) strict`,
  'create index rule_comments_by_draft on rule_comments (draft_id, id)',
  `create table rule_retirements (
    id integer primary key,
    rule_id integer not null references retention_rules,
    reason text not null,
    retired_at text not null,
    retired_by_name text not null,
    reinstated_at text,
    reinstated_by_name text,
    reinstated_reason text,
    check ((reinstated_at is null) = (reinstated_by_name is null)),
    check ((reinstated_at is null) = (reinstated_reason is null))
  ) strict`,
  'create unique index one_retirement_of_a_rule on rule_retirements (rule_id) where reinstated_at is null',
  'create index rule_retirements_by_rule on rule_retirements (rule_id, id)',
]
