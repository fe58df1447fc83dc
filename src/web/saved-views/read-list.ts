import type { Request, Response } from 'express'
import type { z } from 'zod'
import { type SavedView, viewsOf } from '../../../db/queries/saved-views.ts'
import { MOST_VIEWS, type SavedList } from '../../domain/saved-view.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { readQuery } from '../query.ts'
import { goneCodes } from './gone.ts'
import type { SavedViewsFacts } from './list-page.ts'
import { keptQuery, knownColumns, knownIn } from './lists.ts'

/** What an address of a list asks for, which may be a view that its reader has saved, and the views that they have. */
export type ReadList<Shape extends z.ZodRawShape> = { query: z.output<z.ZodObject<Shape>>; saved: SavedViewsFacts }

/**
 * Reads the address of a list. One that asks for nothing opens the view with which the list begins for its reader, if they chose one.
 *
 * What a saved view asks for and the list does not know any more is left out, and said. Throws a 404 for a view that is not the
 * reader's own, and a 400 as `readQuery` does.
 */
export async function readList<Shape extends z.ZodRawShape>(
  app: App,
  req: Request,
  res: Response,
  list: SavedList,
  shape: Shape,
): Promise<ReadList<Shape>> {
  const views = await viewsOf(app.db, userOf(res).id, list)
  const given = readQuery(shape, req) as Record<string, unknown>
  const view = toOpen(given, views)
  const { query, notices } = view ? await opened(app, shape, view) : { query: given, notices: [] }
  const start = views.some(({ isDefault }) => isDefault === 1)
  // Once a list begins with a view, an address without any filter has to say that none is wanted.
  const explicit = { ...query, view: start ? 'all' : undefined }
  const kept = keptQuery(shape, query)
  const columns = String(query.columns ?? '')
  return {
    query: explicit as unknown as z.output<z.ZodObject<Shape>>,
    saved: { list, views, notices, kept, columns, start, full: views.length >= MOST_VIEWS },
  }
}

/** The view that an address opens; filters that stand beside it count instead. */
function toOpen(given: Record<string, unknown>, views: SavedView[]): SavedView | undefined {
  const { view, ...others } = given
  if (Object.values(others).some((value) => value !== undefined)) return undefined
  if (view === undefined) return views.find(({ isDefault }) => isDefault === 1)
  if (view === 'all') return undefined
  return found(
    views.find(({ id }) => id === Number(view)),
    'saved view',
  )
}

async function opened({ db }: App, shape: z.ZodRawShape, view: SavedView) {
  const { query, unknown } = knownIn(shape, view.query)
  const columns = knownColumns(shape, view.columns)
  const left = unknown.map(
    ({ name, value }) =>
      `This view asks for “${name}: ${value}”, which the list does not know any more: it is left out.`,
  )
  return { query: { ...query, columns }, notices: [...left, ...(await goneCodes(db, query))] }
}
