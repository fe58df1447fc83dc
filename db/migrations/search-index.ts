import { type QueryExecutorProvider, sql } from 'kysely'
import { isPostgres } from '../dialect.ts'
import { run } from './wording.ts'

/** What a search finds, and the words that the register knows, from which mistyped ones are put right. */
const tables = [
  // `subject`: its reference or code; of findings, the activity's. `digest`: of all that it is found by, to see when that has changed.
  `create table search_entries (
    id integer primary key,
    kind text not null check (kind in ('activity', 'rule', 'organisation', 'service', 'notice', 'finding')),
    subject text not null,
    service_id integer references services,
    title text not null,
    digest text not null,
    unique (kind, subject)
  ) strict`,
  'create table search_words (word text primary key) strict, without rowid',
]

/**
 * The words of each entry, by its id, as src/domain/search-words.ts makes them.
 *
 * The texts themselves are not kept a second time, and words stand in no order, since nothing asks for one.
 */
const inFile = [
  `create virtual table search_index using fts5(words,
    content = '', contentless_delete = 1, detail = 'none', prefix = '2 3', tokenize = "ascii tokenchars '_'")`,
]

/**
 * PostgreSQL does not count what it costs to unpack the words of a row, and would rather look through them all than ask the index: the
 * function leaves it no choice.
 */
const onServer = [
  'create table search_index (rowid bigint primary key, words tsvector not null)',
  'create index search_index_by_words on search_index using gin (words) with (fastupdate = off)',
  `create function search_hits(sought tsquery) returns setof bigint language sql stable
    set enable_seqscan = off set enable_indexscan = off
    begin atomic select rowid from search_index where words @@ sought; end`,
]

/** Makes the tables of searches; they are filled by whoever starts the program next. */
export async function searchIndex(db: QueryExecutorProvider): Promise<void> {
  await run(db, tables)
  for (const statement of isPostgres(db) ? onServer : inFile) await sql.raw(statement).execute(db)
}
