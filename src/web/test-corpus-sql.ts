/** Ends of the literal, number, list or name that a text may stand in. */
const wayOut = ["'", "''", "')", "'))", '"', '"]', '`', '1', '1)', "\\'"]

/** What a database would do, had it been told so. */
const statements = [
  ' or 1=1 --',
  ' and 1=0 union all select password_hash from users --',
  '; drop table records; --',
  '; delete from audit_events; --',
  "; update users set role='administrator' --",
  "; attach database '/tmp/zq.db' as zq; --",
  ' || (select sqlite_version()) || ',
  '; pragma writable_schema=on; --',
  ' and randomblob(900000000) --',
  ' collate nocase glob * escape \\ %_ $1 ?1 :id @zq',
]

/** 100 texts that would change or tell what is in the database if they came into a statement as they are. */
export const sqlCorpus: string[] = wayOut.flatMap((out) => statements.map((rest) => out + rest))
