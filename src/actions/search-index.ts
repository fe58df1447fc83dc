import { activitiesAfter } from '../../db/queries/processing-activities.ts'
import {
  addEntries,
  clearIndex,
  isAnythingIndexed,
  keptEntries,
  learnWords,
  type NewEntry,
  removeEntries,
} from '../../db/queries/search-index.ts'
import { referencesOf } from '../../db/queries/search-subjects.ts'
import type { Db } from '../../db/schema.ts'
import type { SearchKind, SearchSubject } from '../domain/search-entry.ts'
import { IN_TITLE, indexWords } from '../domain/search-words.ts'
import { fingerprint } from './fingerprint.ts'
import { type FewKind, fewSubjects, subjectsOf } from './search-subjects.ts'

/** Raised when words are made in another way, so that every entry is written anew. */
const MADE_AS = 1
const AT_ONCE = 200
const fewKinds: readonly FewKind[] = ['rule', 'organisation', 'service', 'notice']

/**
 * Has searches find rules, organisations, services or notices as they are now, by their codes; what is gone is found no more.
 *
 * Part of the transaction of whatever changed them.
 */
export async function indexForSearch(tx: Db, kind: FewKind, codes: string[]): Promise<void> {
  await keep(tx, kind, codes, await subjectsOf(tx, kind, codes))
}

/** As `indexForSearch`, for activities by their ids, with what is found in them. */
export async function indexActivities(tx: Db, ids: number[]): Promise<void> {
  const references = await referencesOf(tx, ids)
  await keep(tx, 'activity', references, await subjectsOf(tx, 'activity', references))
  await keep(tx, 'finding', references, await subjectsOf(tx, 'finding', references))
}

/** As `indexForSearch`, for all rules, organisations, services and notices. */
export async function indexFewKinds(tx: Db): Promise<void> {
  for (const kind of fewKinds) await keep(tx, kind, null, await fewSubjects(tx, kind, null))
}

/** Makes the index anew from all that the register holds. */
export async function indexAll(tx: Db): Promise<void> {
  await clearIndex(tx)
  await indexFewKinds(tx)
  for (let after = 0; ; ) {
    const ids = (await activitiesAfter(tx, after, AT_ONCE)).map(({ id }) => id)
    await indexActivities(tx, ids)
    const last = ids.at(-1)
    if (last === undefined) return
    after = last
  }
}

/** Makes the index of a database that has none yet: it was filled before there was one, or is new. */
export async function indexIfNone(db: Db): Promise<void> {
  if (await isAnythingIndexed(db)) return
  await db.transaction().execute(async (tx) => {
    if (!(await isAnythingIndexed(tx))) await indexAll(tx)
  })
}

/** Brings the entries of some things of a kind (null: all) to what these say now, and writes only what has changed. */
async function keep(tx: Db, kind: SearchKind, about: string[] | null, now: SearchSubject[]): Promise<void> {
  const kept = new Map((await keptEntries(tx, kind, about)).map((entry) => [entry.subject, entry]))
  const same = new Set<string>()
  const added: NewEntry[] = []
  for (const each of now) {
    const { subject, title, serviceId, lines } = each
    const digest = fingerprint([MADE_AS, title, serviceId, ...lines])
    if (kept.get(subject)?.digest === digest) {
      same.add(subject)
      continue
    }
    added.push({ kind, subject, serviceId, title, digest, words: wordsOf(each) })
  }
  const gone = [...kept.values()].filter(({ subject }) => !same.has(subject)).map(({ id }) => id)
  await removeEntries(tx, gone)
  await addEntries(tx, added)
  await learnWords(tx, [...new Set(added.flatMap(({ words }) => words.filter(isPlainWord)))])
}

/** What is found in an activity is found by its reference and what is said of it: the title finds the activity itself. */
function wordsOf({ kind, subject, title, lines }: SearchSubject): string[] {
  if (kind === 'finding') return indexWords([subject, ...lines].join('\n'))
  const inTitle = indexWords(`${subject}\n${title}`).map((word) => `${IN_TITLE}${word}`)
  return [...inTitle, ...indexWords([subject, title, ...lines].join('\n'))]
}

/** What a mistyped word can be put right to: what is made of letters alone. */
const isPlainWord = (word: string): boolean => /^[a-z]{3,40}$/.test(word)
