import { Router } from 'express'
import { eventById } from '../../../db/queries/audit-list.ts'
import { codeNames } from '../../../db/queries/code-names.ts'
import { trailPage } from '../../actions/audit-page.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { filterQuery, listQuery, placeOf, questionOf } from './filters.ts'
import { EVENTS_ON_A_PAGE, listPage } from './list-view.ts'
import { eventPage } from './view.ts'

/** The audit trail: what was done, and by whom. */
export function routes(app: App): Router {
  const router = Router()

  router.get('/audit-events', needs('read the audit trail'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const page = await trailPage(app.db, questionOf(query), EVENTS_ON_A_PAGE, placeOf(query))
    sendPage(res, 'audit-events/index', listPage(query, page, await codeNames(app.db, page.events), userOf(res)))
  })

  const files = { path: '/audit-events', permission: 'read the audit trail', query: filterQuery } as const
  listFiles(app, router, files, (query) => ({ of: 'audit events', question: questionOf(query) }))

  router.get('/audit-events/:id', needs('read the audit trail'), async (req, res) => {
    readQuery({}, req)
    const event = found(await eventById(app.db, found(pathId(req), 'event')), 'event')
    sendPage(res, 'audit-events/show', eventPage(event, await codeNames(app.db, [event]), userOf(res)))
  })

  return router
}
