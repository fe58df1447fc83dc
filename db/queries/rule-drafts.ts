import type { Insertable, Selectable } from 'kysely'
import type { Db, Schema } from '../schema.ts'
import { draftRows } from './rule-draft-list.ts'

type Row = Selectable<Schema['ruleDrafts']>

/** What a rule is to say next, or said once. `version`: what it became when it was approved. */
export type RuleDraft = Awaited<ReturnType<ReturnType<typeof draftRows>['execute']>>[number]
export type DraftState = RuleDraft['state']

/** One draft within a reach (null: all), or undefined. */
export async function ruleDraftById(db: Db, id: number, reach: number[] | null): Promise<RuleDraft | undefined> {
  return draftRows(db, {}, reach).where('draft.id', '=', id).executeTakeFirst()
}

/** What is on its way for a rule within a reach (null: all): being drafted, or waiting for its approval; undefined when nothing is. */
export async function pendingRuleDraft(db: Db, code: string, reach: number[] | null): Promise<RuleDraft | undefined> {
  return draftRows(db, { pending: true }, reach).where('draft.code', '=', code).executeTakeFirst()
}

/** The latest draft of a code within a reach (null: all), whatever has become of it. */
export async function latestRuleDraft(db: Db, code: string, reach: number[] | null): Promise<RuleDraft | undefined> {
  return draftRows(db, {}, reach).where('draft.code', '=', code).orderBy('draft.id', 'desc').limit(1).executeTakeFirst()
}

/** Begins a draft and returns its id, or null when one of that code is on its way already. */
export async function addRuleDraft(
  db: Db,
  draft: Pick<Insertable<Schema['ruleDrafts']>, 'code' | 'basedOnVersion' | 'confirms'> & DraftWords,
): Promise<number | null> {
  const added = await db
    .insertInto('ruleDrafts')
    .values({ ...draft, state: 'draft', ...NOTHING_DECIDED })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** What a draft says, and who wrote it when. */
export type DraftWords = Pick<Row, 'serviceId' | 'content' | 'writtenAt' | 'writtenByName'>

const NOTHING_DECIDED = {
  ...{ submittedAt: null, submittedByName: null, submittedById: null },
  ...{ decidedAt: null, decidedByName: null, version: null },
}

/** Writes a draft afresh; false, with nothing written, unless it is still a draft at that revision. */
export async function rewriteRuleDraft(
  db: Db,
  { id, revision }: Pick<Row, 'id' | 'revision'>,
  words: DraftWords & Pick<Row, 'code' | 'basedOnVersion'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ruleDrafts')
    .set({ ...words, revision: revision + 1 })
    .where('id', '=', id)
    .where('state', '=', 'draft')
    .where('revision', '=', revision)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** A step of a draft on its way, with what is kept of it. */
export type DraftStep =
  | { state: 'submitted'; submittedAt: string; submittedByName: string; submittedById: string }
  | { state: 'draft'; submittedAt: null; submittedByName: null; submittedById: null }
  | { state: 'approved'; decidedAt: string; decidedByName: string; version: number }
  | { state: 'withdrawn'; decidedAt: string; decidedByName: string }

/** Moves a draft from one state to the next; false unless it is in that state and at that revision. */
export async function moveRuleDraft(
  db: Db,
  { id, state, revision }: Pick<Row, 'id' | 'state' | 'revision'>,
  step: DraftStep,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ruleDrafts')
    .set(step)
    .where('id', '=', id)
    .where('state', '=', state)
    .where('revision', '=', revision)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
