import { type Request, type Response, Router } from 'express'
import { caughtByHolds } from '../../../db/queries/caught.ts'
import { type Hold, holdById, holdCount, holdEvents, holdList } from '../../../db/queries/disposal-holds.ts'
import { serviceChoices } from '../../../db/queries/filter-choices.ts'
import { contentsOfHolds, NO_CONTENTS } from '../../../db/queries/hold-contents.ts'
import { recordTerms } from '../../../db/queries/record-terms.ts'
import { wantedRecords } from '../../../db/queries/record-wanted.ts'
import { disposalHoldsExport } from '../../actions/disposal-holds-csv.ts'
import { caughtByState } from '../../actions/hold-states.ts'
import { recordPage } from '../../actions/record-page.ts'
import { whole } from '../../actions/whole-list.ts'
import type { EventKind } from '../../domain/audit-event.ts'
import { may, reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf } from '../as-at.ts'
import { found, NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { changeRoutes } from './change-routes.ts'
import { holdFilters, listQuery } from './filters.ts'
import { listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { placingRoutes } from './placing-routes.ts'
import { holdPage } from './show-view.ts'
import { LIST } from './words.ts'

const RECORDS_SHOWN = 20
/** What the page tells by itself, with the reasons that were given. */
const told: EventKind[] = ['hold placed', 'hold extended', 'hold lifted']
const NO_HISTORY = { events: [], all: null, more: false }

/** What keeps records from disposal whatever their rule says. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read disposal holds'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const user = userOf(res)
    const today = app.clock.today()
    const asAt = asAtOf(app, query['as-at'])
    const filters = { ...holdFilters(query), today, asAt }
    const total = await holdCount(app.db, filters, reach(user))
    const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const holds = await holdList(app.db, filters, reach(user), { limit: ROWS_ON_A_PAGE, offset })
    const contents = await contentsOfHolds(
      app.db,
      holds.map(({ id }) => id),
      asAt,
    )
    const services = await serviceChoices(app.db, reach(user), asAt)
    const mayPlace = asAt === null && may(user, 'place and lift disposal holds')
    const page = listPage({ query, holds, contents, total, services, mayPlace, asAt }, today)
    sendPage(res, 'disposal-holds/index', page)
  })

  const files = { path: LIST, permission: 'read disposal holds', query: listQuery } as const
  listFiles(app, router, files, (query) => whole(disposalHoldsExport, holdFilters(query)))

  placingRoutes(app, router)
  changeRoutes(app, router, holdOf)

  router.get(`${LIST}/:id`, needs('read disposal holds'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const hold = await holdOf(app, req, res)
    const terms = await recordTerms(app.db)
    const caught = await caughtByHolds(app.db, hold.id)
    const wanted = wantedRecords({ caught }, reach(user), terms)
    const page = holdPage(
      {
        ...{ hold, terms },
        contents: (await contentsOfHolds(app.db, [hold.id])).get(hold.id) ?? NO_CONTENTS,
        events: await holdEvents(app.db, hold.id),
        states: await caughtByState(app.db, caught, reach(user), terms),
        page: await recordPage(app.db, wanted, 'received', RECORDS_SHOWN),
        mayLift: may(user, 'place and lift disposal holds'),
      },
      app.clock.today(),
    )
    // What was done names all that the hold is on, which a manager of some of it is not shown.
    const subject = { kind: 'disposal hold', id: String(hold.id) } as const
    const history = reach(user) === null ? await historyOf(app, res, subject, told) : NO_HISTORY
    sendPage(res, 'disposal-holds/show', { ...page, history })
  })

  return router
}

const holdOf = async (app: App, req: Request, res: Response): Promise<Hold> =>
  found(await holdById(app.db, found(pathId(req), 'hold'), reach(userOf(res))), 'hold')
