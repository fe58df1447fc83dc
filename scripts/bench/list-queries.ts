/** A list of records as it is asked for, and the same in SQL, from which the place of a far page is found. */
export type ListQuery = { query: string; where: string; order?: 'due' }

/** Every filter of the list of records, alone or with others; `{…}` is filled in from the data. */
export const listQueries: ListQuery[] = [
  { query: '', where: 'true' },
  { query: 'order=due', where: 'due_on is not null', order: 'due' },
  { query: 'service=SVC01', where: "service_id = (select id from services where code = 'SVC01')" },
  { query: 'rule=LIB-01', where: "rule_id = (select id from retention_rules where code = 'LIB-01')" },
  { query: 'state=open', where: "state = 'open'" },
  { query: 'state=due&order=due', where: "state = 'due' and due_on is not null", order: 'due' },
  {
    query: 'service=SVC01&state=retained&order=due',
    where: "service_id = (select id from services where code = 'SVC01') and state = 'retained' and due_on is not null",
    order: 'due',
  },
  {
    query: 'rule=LIB-01&state=retained',
    where: "rule_id = (select id from retention_rules where code = 'LIB-01') and state = 'retained'",
  },
  { query: 'source=CORP', where: "source_system_id = (select id from source_systems where code = 'CORP')" },
  { query: 'reference=CORP-00000', where: "reference >= 'CORP-00000' and reference < 'CORP-00001'" },
  { query: 'due_from=2027-01-01&due_to=2028-12-31', where: "due_on between '2027-01-01' and '2028-12-31'" },
  { query: 'trigger_from=2024-01-01&trigger_to=2024-12-31', where: "trigger_on between '2024-01-01' and '2024-12-31'" },
  { query: 'open_since=24', where: "state = 'open' and first_seen_on <= '2024-11-22'" },
  { query: 'backlog=yes', where: 'backlog = 1' },
  { query: 'missing=yes', where: 'missing_since is not null' },
]
