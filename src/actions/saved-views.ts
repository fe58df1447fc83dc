import {
  addView,
  deleteView,
  lockViewsOf,
  nameView,
  noDefaultView,
  viewOf,
  viewsOf,
} from '../../db/queries/saved-views.ts'
import type { Db } from '../../db/schema.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { MOST_VIEWS, type SavedList, type SavedViewNaming } from '../domain/saved-view.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'

/** What is kept of a list: its filters and order as a query string, and the names of its columns with commas between. */
export type Kept = { list: SavedList; query: string; columns: string }

/**
 * Keeps a view for whoever acts, and returns its id; refused when they have one of that name, or 50 of the list.
 *
 * What a person keeps for themselves is no event of the audit trail.
 */
export async function saveView(
  db: Db,
  acting: Acting,
  { list, ...kept }: Kept,
  naming: SavedViewNaming,
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'use one’s own account')
  const userId = personActing(acting).id
  return db.transaction().execute(async (tx) => {
    await lockViewsOf(tx, userId)
    const views = await viewsOf(tx, userId, list)
    if (views.some(({ name }) => name === naming.name)) return taken(naming.name)
    if (views.length >= MOST_VIEWS)
      return refused('name', `You have ${MOST_VIEWS} views of this list, as many as can be kept: delete one first`)
    if (naming.default) await noDefaultView(tx, userId, list)
    const id = await addView(tx, { userId, list, ...kept, name: naming.name, isDefault: naming.default ? 1 : 0 })
    return id === null ? taken(naming.name) : accepted(id)
  })
}

/** Gives a view of whoever acts another name, or makes it the one with which its list begins; refused when another has that name. */
export async function changeView(
  db: Db,
  acting: Acting,
  id: number,
  naming: SavedViewNaming,
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'use one’s own account')
  const userId = personActing(acting).id
  return db.transaction().execute(async (tx) => {
    await lockViewsOf(tx, userId)
    const view = await viewOf(tx, userId, id)
    if (!view) return refused('name', 'This view has been deleted')
    const others = (await viewsOf(tx, userId, view.list)).filter((other) => other.id !== id)
    if (others.some(({ name }) => name === naming.name)) return taken(naming.name)
    if (naming.default) await noDefaultView(tx, userId, view.list)
    await nameView(tx, id, { name: naming.name, isDefault: naming.default ? 1 : 0 })
    return accepted(id)
  })
}

/** Deletes a view of whoever acts; true when there was one. */
export async function removeView(db: Db, acting: Acting, id: number): Promise<boolean> {
  mustBeAllowed(acting, 'use one’s own account')
  return deleteView(db, personActing(acting).id, id)
}

const taken = (name: string) => refused('name', `You have a view called “${name}” already: choose another name`)
