import type { Selectable } from 'kysely'
import type { SavedList } from '../../src/domain/saved-view.ts'
import { isPostgres } from '../dialect.ts'
import { type Given, prepared } from '../prepared.ts'
import type { Db, Schema } from '../schema.ts'

/** What a person has kept of a list under a name. */
export type SavedView = Selectable<Schema['savedViews']>

/** The views of a person by name, of one list or of all. */
export async function viewsOf(db: Db, userId: number, list?: SavedList): Promise<SavedView[]> {
  return list === undefined ? views(db).where('userId', '=', userId).execute() : viewsOfList(db, userId, list)
}

const views = (db: Db) => db.selectFrom('savedViews').selectAll().orderBy('list').orderBy('name')

const viewsOfList = prepared((db, userId: Given<number>, list: Given<SavedList>) =>
  views(db).where('userId', '=', userId).where('list', '=', list),
)

/** A view of a person, or undefined, also for one of somebody else. */
export async function viewOf(db: Db, userId: number, id: number): Promise<SavedView | undefined> {
  return db.selectFrom('savedViews').selectAll().where('userId', '=', userId).where('id', '=', id).executeTakeFirst()
}

/** Makes others who change the views of a person wait for the end of the transaction. */
export async function lockViewsOf(tx: Db, userId: number): Promise<void> {
  if (isPostgres(tx)) await tx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute()
}

/** Adds a view and returns its id; null when the person has one of that name for the list. */
export async function addView(tx: Db, view: Omit<SavedView, 'id'>): Promise<number | null> {
  const added = await tx
    .insertInto('savedViews')
    .values(view)
    .onConflict((conflict) => conflict.columns(['userId', 'list', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** Gives a view another name, or makes it the one with which its list begins, or not any more. */
export async function nameView(tx: Db, id: number, naming: Pick<SavedView, 'name' | 'isDefault'>): Promise<void> {
  await tx.updateTable('savedViews').set(naming).where('id', '=', id).execute()
}

/** Has a list begin with none of a person's views. */
export async function noDefaultView(tx: Db, userId: number, list: SavedList): Promise<void> {
  await tx
    .updateTable('savedViews')
    .set({ isDefault: 0 })
    .where('userId', '=', userId)
    .where('list', '=', list)
    .where('isDefault', '=', 1)
    .execute()
}

/** Removes a view of a person; true when there was one. */
export async function deleteView(db: Db, userId: number, id: number): Promise<boolean> {
  const result = await db.deleteFrom('savedViews').where('userId', '=', userId).where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}
