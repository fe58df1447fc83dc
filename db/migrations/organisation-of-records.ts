/** The organisation that a register is of: its first council or shared service. */
const ITS_OWN = `(select id from organisations order by kind not in ('council', 'shared service'), id limit 1)`
const OF_SOURCE =
  'set organisation_id = (select organisation_id from source_systems as source where source.id = source_system_id)'
const OF_RECORD = 'set organisation_id = (select organisation_id from records as record where record.id = record_id)'

/** SQLite adds no column that must have a value without a default, which no row keeps, and then none that refers to something. */
const COLUMN = 'add column organisation_id integer not null default 0'

/**
 * What gives each source system the organisation whose records it holds: that of its default service, else the register's own; and its
 * records, and what is written about them, the same.
 */
export const organisationOfRecords: readonly string[] = [
  `insert into organisations (code, name, kind) select 'COUNCIL', 'The council', 'council'
    where exists (select 1 from source_systems) and not exists (select 1 from organisations)`,
  ...['source_systems', 'records', 'record_changes', 'review_exceptions'].map(
    (table) => `alter table ${table} ${COLUMN}`,
  ),
  `update source_systems set organisation_id = coalesce(
    (select organisation_id from services where services.id = default_service_id), ${ITS_OWN})`,
  `update records ${OF_SOURCE}`,
  `update record_changes ${OF_RECORD}`,
  `update review_exceptions ${OF_RECORD}`,

  ...['insert', 'update of organisation_id'].map(
    (event, at) => `create trigger source_systems_belong_${at + 1} before ${event} on source_systems
    when not exists (select 1 from organisations where id = new.organisation_id)
    begin select raise(abort, 'a source system belongs to an organisation'); end`,
  ),
  `create trigger source_systems_keep before update of organisation_id on source_systems
    when new.organisation_id <> old.organisation_id and exists (select 1 from records where source_system_id = old.id)
    begin select raise(abort, 'a source system that holds records keeps its organisation'); end`,
]
