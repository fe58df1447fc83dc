import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type SearchKind, type Sought, searchKinds } from '../../src/domain/search-entry.ts'
import { IN_TITLE } from '../../src/domain/search-words.ts'
import { idList, isPostgres } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { ruleCodesWithin } from './retention-rules.ts'

/** What was found, as the list of results takes it; what it says is read of the thing itself. */
export type Found = { kind: SearchKind; subject: string }

/** Which results are wanted: of a kind (null: any), and those of a page. `typed`: what was typed, without capitals. */
type Window = { kind: SearchKind | null; typed: string; limit: number; offset: number }

/**
 * How many of each kind are found within a reach (null: all), and a page of them; a kind of which there are none is not counted.
 *
 * The best come first: what has the code that was typed, then what says it in code or title, then the rest, each kind after the other and
 * by title.
 */
export async function foundPage(
  db: Db,
  sought: Sought,
  reach: number[] | null,
  { kind, typed, limit, offset }: Window,
): Promise<{ counts: Map<SearchKind, number>; page: Found[] }> {
  const { rows } = await sql<Found & { title: string; rank: number; count: number }>`
    with all_found as materialized (
      select entry.kind, entry.subject, lower(entry.title) as title,
        case when lower(entry.subject) = ${typed} then 0 when entry.id in (select rowid from ${hits(db, sought, IN_TITLE)}) then 1 else 2 end as rank
      ${found(db, sought, reach)})
    select kind, '' as subject, '' as title, 0 as rank, count(*) as count from all_found group by kind
    union all select * from (
      select kind, subject, title, rank, 0 as count from all_found
      ${kind === null ? sql`` : sql`where kind = ${kind}`}
      order by rank, ${place}, title, subject limit ${limit} offset ${offset}) as page`.execute(db)
  const counted = rows.filter(({ count }) => Number(count) > 0)
  return {
    counts: new Map(counted.map(({ kind: of, count }) => [of, Number(count)])),
    page: rows.filter(({ count }) => Number(count) === 0).sort(inOrder),
  }
}

type Ranked = Found & { title: string; rank: number }

/** The same order as that of the statement, which a union need not keep. */
const inOrder = (a: Ranked, b: Ranked): number =>
  a.rank - b.rank ||
  searchKinds.indexOf(a.kind) - searchKinds.indexOf(b.kind) ||
  compared(a.title, b.title) ||
  compared(a.subject, b.subject)

const compared = (a: string, b: string): number => Number(a > b) - Number(a < b)

/** True when anything within a reach is found. */
export async function isFound(db: Db, sought: Sought, reach: number[] | null): Promise<boolean> {
  const { rows } = await sql`select 1 ${found(db, sought, reach)} limit 1`.execute(db)
  return rows.length > 0
}

/** The words of the register that are so long or longer. */
export async function knownWords(db: Db, shortest: number): Promise<string[]> {
  const rows = await db.selectFrom('searchWords').select('word').where(sql`length(word)`, '>=', shortest).execute()
  return rows.map(({ word }) => word)
}

/** The references of the activities in which all that is sought is found; nothing when nothing is. */
export const activitiesFound = (db: Db, sought: Sought): RawBuilder<string> =>
  sought.length === 0
    ? sql`(select subject from search_entries where 1 = 0)`
    : sql`(select entry.subject from ${entriesFound(db, sought)} and entry.kind = 'activity')`

/** What of it is within reach is asked of what was found, and not of every entry before. */
const found = (db: Db, sought: Sought, reach: number[] | null): RawBuilder<unknown> => {
  if (reach === null) return sql`from ${entriesFound(db, sought)}`
  const all = sql`with anywhere as materialized (select entry.* from ${entriesFound(db, sought)}) select * from anywhere`
  return sql`from (${all}) as entry where ${withinReach(db, reach)}`
}

const entriesFound = (db: Db, sought: Sought): RawBuilder<unknown> => sql`
  ${isPostgres(db) ? hits(db, sought) : sql`search_index`} join search_entries as entry on entry.id = search_index.rowid
  where ${isPostgres(db) ? sql`true` : sql`search_index match ${inFile(sought, '')}`}`

/** The ids of the entries of which the index says that they have it all. */
const hits = (db: Db, sought: Sought, before = ''): RawBuilder<unknown> =>
  isPostgres(db)
    ? sql`search_hits(${onServer(sought, before)}::tsquery) as search_index (rowid)`
    : sql`search_index where search_index match ${inFile(sought, before)}`

/** Organisations are for everybody, and which rules concern a manager depends on more than their service. */
const withinReach = (db: Db, reach: number[]): RawBuilder<SqlBool> => sql`(
  entry.kind = 'organisation'
  or (entry.kind <> 'rule' and entry.service_id in ${idList(db, reach)})
  or (entry.kind = 'rule' and entry.subject in ${ruleCodesWithin(db, reach)}))`

const place = sql`case kind ${sql.join(
  searchKinds.map((kind, at) => sql`when ${sql.lit(kind)} then ${sql.lit(at)}`),
  sql` `,
)} end`

/** Words hold letters, digits and underscores alone, so that quoting them is all that it takes. */
const inFile = (sought: Sought, before: string): string =>
  sought
    .map((some) => `(${some.map(({ word, whole }) => `"${before}${word}"${whole ? '' : ' *'}`).join(' OR ')})`)
    .join(' AND ')

const onServer = (sought: Sought, before: string): string =>
  sought
    .map((some) => `(${some.map(({ word, whole }) => `'${before}${word}'${whole ? '' : ':*'}`).join(' | ')})`)
    .join(' & ')
