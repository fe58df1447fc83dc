const LISTS = ['organisations', 'services', 'terms']
const KINDS = `in ('organisation', 'service', 'term')`

/**
 * What stands in the place of a duplicate that was merged away, who merged it when, and what things were called before.
 *
 * The duplicate stays as a row, since versions that were approved name it. Nothing that was merged away takes the place of another, so
 * that one step leads from any of them to what stands in its place now.
 */
export const sharedLists = [
  ...LISTS.flatMap((list) => [
    `alter table ${list} add column merged_into_id integer references ${list} check (merged_into_id <> id)`,
    `create index ${list}_merged on ${list} (merged_into_id) where merged_into_id is not null`,
    `create trigger ${list}_merge before update of merged_into_id on ${list}
    when new.merged_into_id is not null and (select merged_into_id from ${list} where id = new.merged_into_id) is not null
    begin select raise(abort, 'what was merged away takes the place of nothing'); end`,
  ]),
  `create table merges (
    id integer primary key,
    kind text not null check (kind ${KINDS}),
    from_id integer not null,
    into_id integer not null check (into_id <> from_id),
    merged_at text not null,
    merged_by_name text not null,
    unique (kind, from_id)
  ) strict`,
  `create table name_changes (
    id integer primary key,
    kind text not null check (kind ${KINDS}),
    of_id integer not null,
    old_name text not null,
    new_name text not null,
    changed_at text not null,
    changed_by_name text not null
  ) strict`,
  'create index name_changes_by_thing on name_changes (kind, of_id, id)',
]
