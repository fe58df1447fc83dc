import { type Request, type Response, Router } from 'express'
import { ruleChoices } from '../../../db/queries/activity-rules.ts'
import {
  countInstructions,
  type Instruction,
  instructionById,
  instructionCounts,
  instructionList,
} from '../../../db/queries/disposal-instructions.ts'
import { serviceChoices, systemChoices } from '../../../db/queries/filter-choices.ts'
import { instructionsThen } from '../../../db/queries/instructions-then.ts'
import { beginFetch } from '../../actions/api-answers.ts'
import { disposalInstructionsExport } from '../../actions/disposal-instructions-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { may, reach } from '../../domain/permission.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf } from '../as-at.ts'
import { found, NotFound, PageError } from '../errors.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { answerRoutes } from './answer-routes.ts'
import { instructionFilters, itemsQuery, LIST, listQuery } from './filters.ts'
import { handRoutes } from './hand-routes.ts'
import { listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { show } from './show.ts'
import { nothingSent } from './show-view.ts'

const permission = 'read disposal instructions'

/** What source systems are told to dispose of, and their answers: the list, an instruction, and its records as a file. */
export function routes(app: App): Router {
  const router = Router()

  /** Throws `NotFound` where there is none, or it is of a service that the person does not manage. */
  const instructionOf = async (req: Request, res: Response): Promise<Instruction> => {
    const id = found(pathId(req), 'disposal instruction')
    return found(await instructionById(app.db, id, reach(userOf(res))), 'disposal instruction')
  }

  router.get(LIST, needs(permission), async (req, res) => {
    const query = readQuery(listQuery, req)
    const within = reach(userOf(res))
    const today = app.clock.today()
    const asAt = asAtOf(app, query['as-at'])
    const filters = { ...instructionFilters(query), reach: within, today }
    const then = asAt && (await instructionsThen(app.db, filters, asAt))
    const total = then?.length ?? (await countInstructions(app.db, filters))
    const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const window = { limit: ROWS_ON_A_PAGE, offset }
    const instructions =
      then?.slice(offset, offset + ROWS_ON_A_PAGE) ?? (await instructionList(app.db, filters, window))
    const facts = {
      ...{ query, total, instructions, asAt },
      counts: asAt ? null : await instructionCounts(app.db, within, today),
      services: await serviceChoices(app.db, within, asAt),
      rules: await ruleChoices(app.db, asAt),
      systems: await systemChoices(app.db, asAt),
    }
    sendPage(res, 'disposal-instructions/index', listPage(facts, today))
  })

  listFiles(app, router, { path: LIST, permission, query: listQuery }, (query) =>
    whole(disposalInstructionsExport, instructionFilters(query)),
  )

  router.get(`${LIST}/:id`, needs(permission), async (req, res) => {
    const query = readQuery(itemsQuery, req)
    await show(app, res, await instructionOf(req, res), query, nothingSent)
  })

  const files = { path: `${LIST}/:id/items`, permission, query: {} } as const
  listFiles(app, router, files, async (_query, req, res) => {
    const instruction = await instructionOf(req, res)
    if (instruction.state !== 'open')
      throw new PageError(409, 'Nothing waits to be disposed of in this instruction now.')
    // Whoever is given the list can have it carried out; an auditor only looks at it.
    if (may(userOf(res), 'decide a disposal review') && req.method !== 'HEAD')
      await beginFetch(app.db, { ...actingOf(app, req, res), hashKey: app.config.recordHashKey }, instruction)
    return { of: 'instruction items', instruction }
  })

  answerRoutes(app, router, instructionOf)
  handRoutes(app, router, instructionOf)
  return router
}
