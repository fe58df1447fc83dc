import { type Found, foundPage, isFound, knownWords } from '../../db/queries/search.ts'
import type { Db } from '../../db/schema.ts'
import type { SearchKind, SearchSubject, Sought } from '../domain/search-entry.ts'
import { folded, partsOf, type SearchTerm, searchTerms, termOf } from '../domain/search-words.ts'
import { meant, shortestMeant } from '../domain/spelling.ts'
import { subjectsOf } from './search-subjects.ts'

/** What is asked for: a kind (null: any) and a page, from 1 on; within a reach (null: all). */
export type SearchQuestion = { query: string; kind: SearchKind | null; page: number; reach: number[] | null }

/** A word that nothing has, and the words that were looked for in its place. `together`: all of these, not one of them. */
export type Replaced = { typed: string; by: string[]; together: boolean }

/**
 * What came of a search. `counts`: how many of each kind; `terms`: what was found, to be marked; `replaced`: what was looked for instead of
 * what nothing has; `unknown`: words that nothing has, when nothing was found in the end.
 */
export type SearchResult = {
  counts: Map<SearchKind, number>
  subjects: SearchSubject[]
  terms: SearchTerm[]
  replaced: Replaced[]
  unknown: string[]
}

export const RESULTS_ON_A_PAGE = 20
/** So many of the nearest words are tried, and so many are looked for: more would be a list of everything. */
const MOST_TRIED = 8
const MOST_MEANT = 3

/** Looks for all words of a query; where nothing has them all, for those that the register knows and that were likely meant. */
export async function search(db: Db, question: SearchQuestion): Promise<SearchResult> {
  const terms = searchTerms(question.query)
  const asked = terms.map((term) => [term])
  if (terms.length === 0) return { counts: new Map(), subjects: [], terms, replaced: [], unknown: [] }
  const first = await found(db, question, asked)
  if (first.counts.size > 0) return { ...first, replaced: [], unknown: [] }
  const { sought, replaced, unknown } = await likely(db, terms, question.reach)
  if (unknown.length > 0 || replaced.length === 0) return { ...first, replaced: [], unknown }
  const instead = await found(db, question, sought)
  if (instead.counts.size > 0) return { ...instead, replaced, unknown: [] }
  return { ...first, replaced: [], unknown: replaced.map(({ typed }) => typed) }
}

async function found(db: Db, { query, kind, page, reach }: SearchQuestion, sought: SearchTerm[][]) {
  const offset = (page - 1) * RESULTS_ON_A_PAGE
  const typed = folded(query).trim()
  const asked = await foundPage(db, sought, reach, { kind, typed, limit: RESULTS_ON_A_PAGE, offset })
  return { counts: asked.counts, subjects: await inOrder(db, asked.page), terms: sought.flat() }
}

/** What was found, as it is now. */
async function inOrder(db: Db, found: Found[]): Promise<SearchSubject[]> {
  const subjects = new Map<string, SearchSubject>()
  for (const [kind, some] of Map.groupBy(found, (each) => each.kind))
    for (const subject of await subjectsOf(
      db,
      kind,
      some.map((each) => each.subject),
    ))
      subjects.set(`${kind} ${subject.subject}`, subject)
  return found.flatMap(({ kind, subject }) => subjects.get(`${kind} ${subject}`) ?? [])
}

/** What to look for instead of words that nothing has. */
async function likely(db: Db, terms: SearchTerm[], reach: number[] | null) {
  const sought: SearchTerm[][] = []
  const replaced: Replaced[] = []
  const unknown: string[] = []
  const has = (some: Sought): Promise<boolean> => isFound(db, some, reach)
  for (const term of terms) {
    if (await has([[term]])) {
      sought.push([term])
      continue
    }
    const parts = partsOf(term)
    if (parts.length > 1 && (await has(parts.map((part) => [part])))) {
      sought.push(...parts.map((part) => [part]))
      replaced.push({ typed: term.typed, by: parts.map(({ typed }) => typed), together: true })
      continue
    }
    const others = await nearest(db, term, has)
    if (others.length === 0) unknown.push(term.typed)
    else {
      sought.push(others)
      replaced.push({ typed: term.typed, by: others.map(({ typed }) => typed), together: false })
    }
  }
  return { sought, replaced, unknown }
}

async function nearest(
  db: Db,
  { typed }: SearchTerm,
  has: (sought: Sought) => Promise<boolean>,
): Promise<SearchTerm[]> {
  const words = meant(typed, await knownWords(db, shortestMeant(typed)))
  const found: SearchTerm[] = []
  for (const word of words.slice(0, MOST_TRIED)) {
    const term = termOf(word)
    if (found.length < MOST_MEANT && (await has([[term]]))) found.push(term)
  }
  return found
}
