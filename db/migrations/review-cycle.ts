const DATE = "glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

/** Owners say of what is in force that it is still true, or that something has changed; and governance asks for it. */
export const reviewCycle = [
  `create table activity_confirmations (
    id integer primary key,
    activity_id integer not null references processing_activities,
    version_id integer not null references activity_versions,
    note text not null,
    confirmed_on text not null check (confirmed_on ${DATE}),
    confirmed_at text not null,
    confirmed_by_name text not null,
    next_review_on text not null check (next_review_on ${DATE})
  ) strict`,
  'create index activity_confirmations_by_activity on activity_confirmations (activity_id, id)',
  // What somebody who answers for an activity says has changed: open until governance closes it with a word.
  `create table change_requests (
    id integer primary key,
    activity_id integer not null references processing_activities,
    version_id integer not null references activity_versions,
    text text not null,
    asked_at text not null,
    asked_by_id integer not null references users,
    asked_by_name text not null,
    closed_at text,
    closed_by_name text,
    closing_word text,
    check ((closed_at is null) = (closed_by_name is null)),
    check ((closed_at is null) = (closing_word is null))
  ) strict`,
  'create index change_requests_by_activity on change_requests (activity_id, id)',
  'create index change_requests_open on change_requests (id) where closed_at is null',
  `create table review_requests (
    id integer primary key,
    due_on text not null check (due_on ${DATE}),
    message text not null,
    asked_at text not null,
    asked_by_name text not null,
    closed_at text,
    withdrawn_at text,
    withdrawn_by_name text,
    withdrawn_reason text,
    check ((withdrawn_at is null) = (withdrawn_by_name is null)),
    check ((withdrawn_at is null) = (withdrawn_reason is null)),
    check (withdrawn_at is null or closed_at is null)
  ) strict`,
  // A service is asked by one request at a time, so that two people who send the same do not ask twice.
  `create table review_request_services (
    request_id integer not null references review_requests,
    service_id integer not null references services,
    ended_at text,
    primary key (request_id, service_id)
  ) strict`,
  'create unique index one_request_of_a_service on review_request_services (service_id) where ended_at is null',
  // `review_was`: when the review was due before it was brought forward, to put back for what nobody has answered.
  `create table review_request_items (
    id integer primary key,
    request_id integer not null references review_requests,
    service_id integer not null references services,
    activity_id integer not null references processing_activities,
    review_was text check (review_was ${DATE}),
    answer text check (answer in ('confirmed', 'change asked', 'approved anew', 'retired')),
    answered_at text,
    answered_by_name text,
    unique (request_id, activity_id),
    check ((answer is null) = (answered_at is null)),
    check ((answer is null) = (answered_by_name is null))
  ) strict`,
  'create index review_request_items_open on review_request_items (activity_id) where answer is null',
  'create index activities_by_review on processing_activities (next_review_on) where next_review_on is not null',
]
