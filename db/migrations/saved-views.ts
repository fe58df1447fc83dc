/** The filters, the order and the columns of a list that a person has kept under a name. */
export const savedViews = [
  `create table saved_views (
    id integer primary key,
    user_id integer not null references users,
    list text not null check (list in ('processing-activities', 'findings', 'records', 'retention-rules', 'disposal-reviews')),
    name text not null check (length(name) between 1 and 60),
    query text not null,
    columns text not null,
    is_default integer not null check (is_default in (0, 1)),
    unique (user_id, list, name)
  ) strict`,
  'create unique index one_default_view_of_a_list on saved_views (user_id, list) where is_default = 1',
]
