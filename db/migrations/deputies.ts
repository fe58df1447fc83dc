const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

/** Who stands in for a service manager, and how often those who are to answer a review have been reminded of it. */
export const deputies: readonly string[] = [
  // A deputy acts from one day to another, both included. People are known by their ids alone: a name that is erased is erased here too.
  `create table service_deputies (
    id integer primary key,
    service_id integer not null references services,
    manager_id integer not null references users,
    deputy_id integer not null references users,
    from_on text not null check (from_on ${DATE}),
    to_on text not null check (to_on ${DATE}),
    named_at text not null,
    ended_at text,
    ended_by_id integer references users,
    check (from_on <= to_on),
    check (manager_id <> deputy_id),
    check ((ended_at is null) = (ended_by_id is null))
  ) strict`,
  'create index service_deputies_by_deputy on service_deputies (deputy_id, to_on) where ended_at is null',
  'create index service_deputies_by_service on service_deputies (service_id, id)',
  'create index service_deputies_by_manager on service_deputies (manager_id, id)',
  `create trigger service_deputies_stand before update of service_id, manager_id, deputy_id, from_on, to_on, named_at on service_deputies
    begin select raise(abort, 'who stood in for whom is never rewritten'); end`,
  `create trigger service_deputies_end before update of ended_at, ended_by_id on service_deputies
    when old.ended_at is not null
    begin select raise(abort, 'a time as deputy that was ended stays so'); end`,
  `create trigger service_deputies_stay before delete on service_deputies
    begin select raise(abort, 'who stood in for whom is never deleted'); end`,
  // One for each step: \`days\` past the day to answer by. A review that is given a new day to answer by starts afresh.
  `create table review_reminders (
    id integer primary key,
    review_id integer not null references disposal_reviews,
    review_by text not null check (review_by ${DATE}),
    days integer not null check (days in (0, 14, 28)),
    made_at text not null,
    unique (review_id, review_by, days)
  ) strict`,
  'create index review_reminders_by_time on review_reminders (made_at)',
]
