import { Router } from 'express'
import { caughtByHolds } from '../../../db/queries/caught.ts'
import { endOfRecord } from '../../../db/queries/certificate-show.ts'
import { holdsOver } from '../../../db/queries/held.ts'
import { recordById, recordHistory } from '../../../db/queries/record-show.ts'
import { recordTerms } from '../../../db/queries/record-terms.ts'
import { wantedRecords } from '../../../db/queries/record-wanted.ts'
import { idsByReference } from '../../../db/queries/records-list.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { recordPage } from '../../actions/record-page.ts'
import { forgottenReference } from '../../domain/forgotten.ts'
import { isEnded } from '../../domain/held-record.ts'
import { may, reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { withViews } from '../saved-views/list-page.ts'
import { readList } from '../saved-views/read-list.ts'
import { filterQuery, fromOf, type ListQuery, listQuery, recordFilters } from './filters.ts'
import { listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { showPage } from './view.ts'

/** The records held: their list, and each with its history. */
export function routes(app: App): Router {
  const router = Router()

  /** What has been erased is found by the whole of its reference, from what stands in its place. */
  const filtersOf = async (query: ListQuery) => {
    const terms = await recordTerms(app.db)
    const sourceIds = [...terms.sources.keys()]
    const { reference } = query
    const hashes =
      reference === undefined ? [] : sourceIds.map((id) => forgottenReference(app.config.recordHashKey, id, reference))
    const formerly = hashes.length === 0 ? [] : await idsByReference(app.db, hashes, sourceIds)
    const isAboutHolds = query.held !== undefined || query.hold !== undefined
    const caught = isAboutHolds ? await caughtByHolds(app.db, query.hold) : undefined
    return { terms, filters: recordFilters(query, app.clock.today(), { formerly, caught }) }
  }

  router.get('/records', needs('read records'), async (req, res) => {
    const { query, saved } = await readList(app, req, res, 'records', listQuery)
    const within = reach(userOf(res))
    const { terms, filters } = await filtersOf(query)
    const wanted = wantedRecords(filters, within, terms)
    const from = fromOf(query)
    const page = await recordPage(app.db, wanted, query.order ?? 'received', ROWS_ON_A_PAGE, from)
    if (from && page.records.length === 0) throw new NotFound('page of this list')
    const services = await servicesWithin(app.db, within)
    const ids = page.records.map(({ id }) => id)
    const holds = await holdsOver(app.db, ids)
    const list = listPage({ query, page, terms, holds, services, unassigned: within === null })
    sendPage(res, 'records/index', withViews(list, saved))
  })

  const files = { path: '/records', permission: 'read records', query: filterQuery } as const
  listFiles(app, router, files, async (query) => ({ of: 'records', filters: (await filtersOf(query)).filters }))

  router.get('/records/:id', needs('read records'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const id = found(pathId(req), 'record')
    const record = found(await recordById(app.db, id, reach(user)), 'record')
    const history = await recordHistory(app.db, record)
    const holds = (await holdsOver(app.db, [id])).get(id) ?? []
    const seesFeeds = may(user, 'read record feeds')
    const certificate = isEnded(record.state) ? ((await endOfRecord(app.db, id))?.number ?? null) : null
    const trailOf = await historyOf(app, res, { kind: 'record', id: String(id) })
    const shown = showPage({ record, history, holds, seesFeeds, certificate }, app.clock.today())
    sendPage(res, 'records/show', { ...shown, trailOf })
  })

  return router
}
