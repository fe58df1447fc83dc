import type { Kysely } from 'kysely'
import { run } from './wording.ts'

const oneOf = (...values: string[]): string => `in (${values.map((value) => `'${value}'`).join(', ')})`
const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
const ROLES = oneOf('governance', 'manager', 'auditor', 'administrator')

/** Accounts as people keep them themselves, and the trail of everything that is done. */
const statements = [
  // People
  'alter table users add column password_set_at text',
  'alter table users add column second_factor_secret text',
  'alter table users add column second_factor_confirmed_at text',
  'alter table users add column second_factor_last_step integer',
  'alter table users add column sso_subject text',
  'alter table users add column last_signed_in_at text',
  'alter table users add column optional_mail integer not null default 1 check (optional_mail in (0, 1))',
  'alter table users add column erased_at text',
  'create unique index users_by_sso_subject on users (sso_subject) where sso_subject is not null',
  `create table account_links (
    id integer primary key,
    user_id integer not null references users,
    kind text not null check (kind ${oneOf('invitation', 'password reset')}),
    token_hash text not null unique,
    created_at text not null,
    expires_at text not null,
    used_at text
  ) strict`,
  'create index account_links_by_user on account_links (user_id)',
  `create table recovery_codes (
    id integer primary key,
    user_id integer not null references users,
    code_hash text not null,
    used_at text,
    unique (user_id, code_hash)
  ) strict`,
  // Tries to sign in and the like: the key is a hash, which names nobody and holds nothing that was typed.
  `create table attempts (
    key text primary key,
    tries integer not null check (tries >= 0),
    lapses_at text not null
  ) strict`,
  `create table second_factor_roles (role text primary key check (role ${ROLES})) strict`,
  // Whoever is signed in signs in again: the old sessions do not say when they began.
  'drop table sessions',
  `create table sessions (
    id integer primary key,
    id_hash text not null unique,
    user_id integer references users,
    data text not null,
    created_at text not null,
    last_seen_at text not null,
    expires_at text not null,
    ends_at text not null,
    address text not null default '',
    browser text not null default ''
  ) strict`,
  'create index sessions_by_expiry on sessions (expires_at)',
  'create index sessions_by_user on sessions (user_id) where user_id is not null',
  `create table api_tokens (
    id integer primary key,
    source_system_id integer not null references source_systems,
    name text not null check (length(name) between 1 and 100),
    token_hash text not null unique,
    hint text not null,
    created_at text not null,
    created_by_name text not null,
    expires_on text not null check (expires_on ${DATE}),
    last_used_at text,
    revoked_at text,
    revoked_by_name text,
    check ((revoked_at is null) = (revoked_by_name is null))
  ) strict`,
  'create index api_tokens_by_system on api_tokens (source_system_id)',
  'create unique index one_token_of_a_name on api_tokens (source_system_id, name) where revoked_at is null',
  'create index api_tokens_by_expiry on api_tokens (expires_on) where revoked_at is null',
  // A feed that is sent again under its key is the feed that was sent before.
  'alter table record_feeds add column idempotency_key text check (length(idempotency_key) between 1 and 200)',
  'alter table record_feeds add column request_hash text',
  `create unique index record_feeds_by_key on record_feeds (source_system_id, idempotency_key)
    where idempotency_key is not null`,
  'create table settings (name text primary key, value text not null) strict',

  // Mail
  `create table mail_outbox (
    id integer primary key,
    user_id integer references users,
    kind text not null check (kind ${oneOf('digest', 'invitation', 'password reset', 'notice')}),
    dedupe_key text not null unique,
    message_id text not null unique,
    to_address text not null,
    subject text not null,
    text text not null,
    html text not null,
    unsubscribe text not null default '',
    created_at text not null,
    send_after text not null,
    attempts integer not null default 0,
    last_error text,
    claimed_until text,
    sent_at text,
    given_up_at text
  ) strict`,
  'create index mail_to_send on mail_outbox (send_after) where sent_at is null and given_up_at is null',

  // The audit trail: each event carries the hash of the one before, and no event is ever changed or taken out.
  `create table audit_events (
    id integer primary key,
    at text not null,
    kind text not null,
    who_id text not null,
    who_role text not null,
    subject_kind text not null,
    subject_id text not null,
    details text not null,
    record_count integer,
    list_hash text,
    request_id text not null,
    person_digest text not null,
    previous_hash text not null,
    hash text not null unique check (length(hash) = 64)
  ) strict`,
  'create index audit_events_by_subject on audit_events (subject_kind, subject_id, id)',
  'create index audit_events_by_subject_kind on audit_events (subject_kind, id)',
  'create index audit_events_by_who on audit_events (who_id, id)',
  'create index audit_events_by_kind on audit_events (kind, id)',
  'create index audit_events_by_time on audit_events (at)',
  `create trigger audit_events_follow before insert on audit_events
    when new.id <> (select coalesce(max(id), 0) + 1 from audit_events)
      or new.previous_hash <> coalesce((select hash from audit_events order by id desc limit 1), '${'0'.repeat(64)}')
    begin select raise(abort, 'an audit event follows the one before it'); end`,
  // A replaced row is deleted without its delete trigger: what is there already is refused before it would be replaced.
  `create trigger audit_events_once before insert on audit_events
    when exists (select 1 from audit_events where id = new.id or hash = new.hash)
    begin select raise(abort, 'an audit event is never replaced'); end`,
  `create trigger audit_events_stand before update on audit_events
    begin select raise(abort, 'an audit event never changes'); end`,
  `create trigger audit_events_stay before delete on audit_events
    begin select raise(abort, 'an audit event is never removed'); end`,
  // What names people stands apart, so that it can be erased; it can be erased, and never changed.
  `create table audit_event_persons (
    event_id integer primary key references audit_events,
    happened_on text not null check (happened_on ${DATE}),
    salt text not null,
    name text not null,
    address text not null,
    details text not null
  ) strict`,
  'create index audit_event_persons_by_day on audit_event_persons (happened_on)',
  'create index audit_event_persons_by_name on audit_event_persons (name, event_id)',
  `create trigger audit_event_persons_stand before update on audit_event_persons
    begin select raise(abort, 'who did something never changes'); end`,
  `create trigger audit_event_persons_once before insert on audit_event_persons
    when exists (select 1 from audit_event_persons where event_id = new.event_id)
    begin select raise(abort, 'who did something is never replaced'); end`,
  // Where the trail had come to, night by night; the same numbers leave the house in digests and backups.
  `create table audit_anchors (
    id integer primary key,
    event_id integer not null,
    hash text not null,
    anchored_at text not null
  ) strict`,
  `create trigger audit_anchors_once before insert on audit_anchors
    when exists (select 1 from audit_anchors where id = new.id)
    begin select raise(abort, 'an anchor is never replaced'); end`,
  `create trigger audit_anchors_stand before update on audit_anchors
    begin select raise(abort, 'an anchor never changes'); end`,
  `create trigger audit_anchors_stay before delete on audit_anchors
    begin select raise(abort, 'an anchor is never removed'); end`,
]

export const up = (db: Kysely<unknown>): Promise<void> => run(db, statements)
