import { addMerge } from '../../db/queries/merges.ts'
import { addTerm as add, markTerm, renameTerm, type StoredTerm, termById } from '../../db/queries/term-list.ts'
import { addMissingTerms, type Term } from '../../db/queries/terms.ts'
import { usedIn } from '../../db/queries/used-in.ts'
import type { Db } from '../../db/schema.ts'
import type { EventDetails, EventKind } from '../domain/audit-event.ts'
import { checkMerge, INTO } from '../domain/merging.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { TermMark } from '../domain/processing-activity.ts'
import { marksOfKind, type NewTerm, type TermDraft } from '../domain/term.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { refreshNaming } from './concerned-activities.ts'
import { changedFirst, fingerprint } from './fingerprint.ts'
import { keepName } from './kept-names.ts'

const TAKEN = 'There is a term of this kind with this name already, or there was one that was merged away'

/** Adds a term to the vocabulary and returns its id; refused when its kind has, or had, one of that name. */
export async function addTerm(db: Db, acting: Acting, term: NewTerm): Promise<Checked<number>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const id = await add(tx, term)
    if (id === null) return refused('name', TAKEN)
    await record(tx, acting, id, 'added', { facts: { name: term.name, mark: term.mark } })
    return accepted(id)
  })
}

/** Adds those terms that an activity is about to name and the vocabulary lacks, in the transaction of its draft. */
export async function addNamedTerms(tx: Db, acting: Acting, terms: Term[]): Promise<void> {
  for (const { id, name, mark } of await addMissingTerms(tx, terms))
    await record(tx, acting, id, 'added', { facts: { name, mark } })
}

/**
 * Renames a term or marks it otherwise, from the state whose fingerprint is `seen`; every activity that names it then says so.
 *
 * Refused when it is no longer in that state, when it was merged away, and when its kind has, or had, another of that name.
 */
export async function changeTerm(
  db: Db,
  acting: Acting,
  id: number,
  seen: string,
  { name, mark }: TermDraft,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const term = await termById(tx, id)
    if (!term || fingerprint(term) !== seen) return changedFirst(term?.name ?? 'The term')
    if (term.mergedIntoId !== null) return refused('name', `${term.name} was merged away: change what took its place`)
    if (mark !== term.mark && !marksOfKind(term.kind).includes(mark))
      return refused('mark', 'Choose a mark that terms of this kind can have')
    if (name !== term.name && !(await renamed(tx, acting, term, name))) return refused('name', TAKEN)
    if (mark !== term.mark) {
      await markTerm(tx, id, mark)
      await recordMark(tx, acting, term, mark)
    }
    await refresh(tx, acting, id)
    return accepted(null)
  })
}

/**
 * Puts a term in the place of a duplicate of its kind; what names the duplicate is shown as naming it, with its mark.
 *
 * Refused for what was merged away already, and when the two are marked differently and nobody said that this is meant.
 */
export async function mergeTerm(
  db: Db,
  acting: Acting,
  id: number,
  into: number | undefined,
  { marksDiffer }: { marksDiffer: boolean },
): Promise<Checked<{ activities: number }>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const term = await termById(tx, id)
    const both = checkMerge('term', coded(term), coded(await termById(tx, into)))
    if (!both.ok) return both
    const { from, into: survivor } = both.value
    if (from.kind !== survivor.kind) return refused(INTO, 'Choose a term of the same kind')
    if (from.mark !== survivor.mark && !marksDiffer)
      return refused(
        'marks',
        `“${from.name}” is marked “${from.mark}” and “${survivor.name}” is marked “${survivor.mark}”: confirm that activities which name the first are to be held to the second`,
      )
    const naming = await usedIn(tx, 'term', id)
    const merge = { fromId: from.id, intoId: survivor.id, mergedByName: acting.who.name }
    await addMerge(tx, { kind: 'term', ...merge, mergedAt: acting.clock.now() })
    await markTerm(tx, survivor.id, survivor.mark)
    // Lists as at a day before are made of what each thing says of its past.
    if (from.mark !== survivor.mark) await recordMark(tx, acting, from, survivor.mark)
    for (const each of [from.id, survivor.id])
      await record(tx, acting, each, 'merged', {
        facts: { duplicate: from.name, into: survivor.name, activities: naming.length },
      })
    await refresh(tx, acting, survivor.id)
    return accepted({ activities: naming.length })
  })
}

/** People tell terms by their names. */
const coded = (term: StoredTerm | undefined) => term && { ...term, code: term.name }

async function renamed(tx: Db, acting: Acting, term: StoredTerm, name: string): Promise<boolean> {
  if (!(await renameTerm(tx, term, name))) return false
  await keepName(tx, acting, { kind: 'term', ofId: term.id }, term.name, name)
  const changes = [{ field: 'name', before: term.name, after: name }]
  await record(tx, acting, term.id, 'renamed', { changes })
  return true
}

async function refresh(tx: Db, acting: Acting, id: number): Promise<void> {
  await refreshNaming(tx, 'term', id, acting.clock)
}

const recordMark = (tx: Db, acting: Acting, { id, mark: before }: StoredTerm, after: TermMark) =>
  record(tx, acting, id, 'changed', { changes: [{ field: 'mark', before, after }] })

const record = (tx: Db, acting: Acting, id: number, kind: EventKind, details: EventDetails) =>
  recordEvent(tx, acting, { kind, subject: { kind: 'term', id: String(id) }, ...details })
