import { sql } from 'kysely'
import type { TermKind, TermMark } from '../../src/domain/processing-activity.ts'
import { termKey } from '../../src/domain/survivors.ts'
import { withoutCase } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

export type Term = { kind: TermKind; name: string; mark: TermMark }

const AT_ONCE = 1000

/** The ids of terms by key; those that the vocabulary lacks are added to it. A term that is there keeps its mark, and one that was merged away stands for what took its place. */
export async function termIds(db: Db, terms: Term[]): Promise<Map<string, number>> {
  const wanted = [...new Map(terms.map((term) => [termKey(term), term])).values()]
  const ids = new Map<string, number>()
  await addMissingTerms(db, wanted)
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const names = wanted.slice(from, from + AT_ONCE).map(({ name }) => name)
    const rows = await db
      .selectFrom('terms')
      .select([inPlaceOf('terms').as('id'), 'kind', 'name'])
      .where('name', 'in', names)
      .execute()
    for (const row of rows) ids.set(termKey(row), row.id)
  }
  return ids
}

/** Adds those terms that the vocabulary lacks, and returns them. */
export async function addMissingTerms(db: Db, terms: Term[]): Promise<(Term & { id: number })[]> {
  const added: (Term & { id: number })[] = []
  for (let from = 0; from < terms.length; from += AT_ONCE) {
    const some = terms.slice(from, from + AT_ONCE).map(({ kind, name, mark }) => ({ kind, name, mark }))
    const rows = await db
      .insertInto('terms')
      .values(some)
      .onConflict((conflict) => conflict.columns(['kind', 'name']).doNothing())
      .returning(['id', 'kind', 'name', 'mark'])
      .execute()
    added.push(...rows)
  }
  return added.sort((a, b) => a.id - b.id)
}

/** The terms of the vocabulary with these names, in any case of letters. */
export async function termsNamed(db: Db, names: string[]): Promise<Term[]> {
  if (names.length === 0) return []
  return db
    .selectFrom('terms')
    .select(['kind', 'name', 'mark'])
    .where(
      sql<string>`lower(name)`,
      'in',
      names.map((name) => withoutCase(name)),
    )
    .execute()
}

/** The names of all terms by kind, for people to choose from; none that was merged away. */
export async function termNames(db: Db): Promise<{ kind: TermKind; name: string }[]> {
  return db
    .selectFrom('terms')
    .select(['kind', 'name'])
    .where('mergedIntoId', 'is', null)
    .orderBy('kind')
    .orderBy(sql`lower(name)`)
    .execute()
}
