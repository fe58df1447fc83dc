import { Router } from 'express'
import { z } from 'zod'
import { RESULTS_ON_A_PAGE, search } from '../../actions/search.ts'
import { reach } from '../../domain/permission.ts'
import { searchKinds } from '../../domain/search-entry.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound } from '../errors.ts'
import { sendPage } from '../page.ts'
import { queryChoice, readQuery } from '../query.ts'
import { canBeSought, MOST_CHARACTERS, SEARCH, searchPage } from './view.ts'

/** What the address of a search can carry: a text that is too long is answered with a page that says so. */
const searchQuery = {
  q: z.string({ error: 'give it once, as text' }).optional(),
  kind: queryChoice(searchKinds),
  page: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,4}$/, 'must be a whole number of at least 1')
    .transform(Number)
    .optional(),
}

/** One box for all that the register holds. */
export function routes(app: App): Router {
  const router = Router()

  router.get(SEARCH, needs('read the register'), async (req, res) => {
    const query = readQuery(searchQuery, req)
    const { q = '', kind = null, page = 1 } = query
    if (!canBeSought(q))
      return sendPage(res, 'search/index', searchPage(query, null), q.length > MOST_CHARACTERS ? 400 : 200)
    const result = await search(app.db, { query: q, kind, page, reach: reach(userOf(res)) })
    const total = kind === null ? result.counts.values().reduce((sum, n) => sum + n, 0) : (result.counts.get(kind) ?? 0)
    const offset = (page - 1) * RESULTS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this search')
    sendPage(res, 'search/index', searchPage(query, result))
  })

  return router
}
