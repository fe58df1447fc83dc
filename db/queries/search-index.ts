import { sql } from 'kysely'
import type { SearchKind, SearchSubject } from '../../src/domain/search-entry.ts'
import { idList, isPostgres, tableOf, textTable } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** An entry as it is kept: what it is of, and the digest of what it is found by. */
export type KeptEntry = { id: number; subject: string; digest: string }

/** An entry to be kept: `words` as the index takes them. */
export type NewEntry = Pick<SearchSubject, 'kind' | 'subject' | 'serviceId' | 'title'> & {
  digest: string
  words: string[]
}

const AT_ONCE = 500

/** What is kept of a kind: of these subjects, or of all (null). */
export async function keptEntries(db: Db, kind: SearchKind, subjects: string[] | null): Promise<KeptEntry[]> {
  const entries = db.selectFrom('searchEntries').select(['id', 'subject', 'digest']).where('kind', '=', kind)
  if (subjects === null) return entries.execute()
  return subjects.length === 0 ? [] : entries.where('subject', 'in', subjects).execute()
}

/** Removes entries, so that nothing finds them. */
export async function removeEntries(db: Db, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`delete from search_index where rowid in ${idList(db, ids)}`.execute(db)
  await sql`delete from search_entries where id in ${idList(db, ids)}`.execute(db)
}

/** Adds entries that there are none of yet. */
export async function addEntries(db: Db, entries: NewEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const some = entries.slice(from, from + AT_ONCE)
    const added = await db
      .insertInto('searchEntries')
      .values(some.map(({ words: _, ...entry }) => entry))
      .returning(['id', 'kind', 'subject'])
      .execute()
    const ids = new Map(added.map(({ id, kind, subject }) => [`${kind} ${subject}`, id]))
    const rows = some.map(({ kind, subject, words }) => [ids.get(`${kind} ${subject}`) ?? 0, words.join(' ')])
    const given = tableOf(db, 'given', { id: 'integer', words: 'text' }, rows)
    await sql`insert into search_index (rowid, words) select id, ${asWords(db)} from ${given}`.execute(db)
  }
}

/** PostgreSQL is given a list of words, and never a text that it would take apart in its own way. */
const asWords = (db: Db) => (isPostgres(db) ? sql`array_to_tsvector(string_to_array(words, ' '))` : sql`words`)

/** Adds words to those that the register knows. */
export async function learnWords(db: Db, words: string[]): Promise<void> {
  if (words.length === 0) return
  await sql`insert into search_words (word)
    select value from ${textTable(db, 'given', words)} where true on conflict do nothing`.execute(db)
}

/** Whether anything at all can be found. */
export async function isAnythingIndexed(db: Db): Promise<boolean> {
  return (await db.selectFrom('searchEntries').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Empties the index, and forgets all words. */
export async function clearIndex(db: Db): Promise<void> {
  for (const table of ['search_index', 'search_entries', 'search_words'])
    await sql`delete from ${sql.table(table)}`.execute(db)
}
