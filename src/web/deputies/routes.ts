import { type Request, type Response, Router } from 'express'
import { ownServices, possibleDeputies } from '../../../db/queries/deputies.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { endDeputy, nameDeputy } from '../../actions/deputies.ts'
import { deputiesExport, type ListedDeputy, listedDeputies } from '../../actions/deputies-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { DeputyDraft, mayEndDeputy } from '../../domain/deputy.ts'
import { reach } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { plainForm } from '../plain-form.ts'
import { pathId, readQuery } from '../query.ts'
import { endingPage } from './ending-view.ts'
import { listQuery } from './filters.ts'
import { deputyFields } from './form-view.ts'
import { canEnd, listPage } from './list-view.ts'
import { LIST } from './words.ts'

const back = { text: 'Deputies', href: LIST }
const frame = { title: 'Name a deputy', action: `${LIST}/new`, back, carried: [] }

/** Who stands in for service managers. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('see deputies'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const user = userOf(res)
    const context = { today: app.clock.today(), reach: reach(user) }
    const deputies = await listedDeputies(app.db, query, context)
    sendPage(res, 'deputies/index', listPage(query, deputies, await servicesWithin(app.db, context.reach), user))
  })

  const files = { path: LIST, permission: 'see deputies', query: listQuery } as const
  listFiles(app, router, files, (filters) => whole(deputiesExport, filters))

  router.get(`${LIST}/new`, needs('name a deputy'), async (req, res) => {
    readQuery({}, req)
    await form(res, {}, [])
  })

  router.post(`${LIST}/new`, needs('name a deputy'), async (req, res) => {
    const draft = check(DeputyDraft(app.clock.today()), formBody(req))
    if (!draft.ok) return form(res, formBody(req), draft.problems, 422)
    const named = await nameDeputy(app.db, actingOf(app, req, res), draft.value, app.config)
    if (!named.ok) return form(res, formBody(req), named.problems, 422)
    req.session.flash = 'Your deputy has been named.'
    res.redirect(303, LIST)
  })

  router.get(`${LIST}/:id/ending`, needs('end a time as deputy'), async (req, res) => {
    readQuery({}, req)
    const deputy = await deputyOf(req, res)
    if (!canEnd(deputy, userOf(res))) throw new PageError(409, 'This time as deputy has ended already.')
    sendPage(res, 'deputies/ending', endingPage(deputy))
  })

  router.post(`${LIST}/:id/ending`, needs('end a time as deputy'), async (req, res) => {
    const deputy = await deputyOf(req, res)
    const ended = await endDeputy(app.db, actingOf(app, req, res), deputy.id, app.config)
    if (!ended.ok) throw new PageError(409, `${ended.problems[0]?.text}.`)
    req.session.flash = `${deputy.deputyName} does not stand in for ${deputy.managerName} in ${deputy.serviceName} any more.`
    res.redirect(303, LIST)
  })

  async function form(res: Response, answers: Record<string, unknown>, problems: Problem[], status = 200) {
    const { id } = userOf(res)
    const services = await ownServices(app.db, id)
    if (services.length === 0)
      throw new PageError(
        409,
        'You manage no service yourself, so that there is nothing in which somebody could stand in for you.',
      )
    const fields = deputyFields(services, await possibleDeputies(app.db, id))
    sendPage(res, 'deputies/form', plainForm(frame, fields, answers, problems), status)
  }

  /** The time as deputy of the address, if it is one that this person may end, or could have; throws `NotFound` otherwise. */
  async function deputyOf(req: Request, res: Response): Promise<ListedDeputy> {
    const id = pathId(req)
    const context = { today: app.clock.today(), reach: null }
    const deputy = id === undefined ? undefined : (await listedDeputies(app.db, { id }, context))[0]
    if (!deputy || !mayEndDeputy(userOf(res), deputy)) throw new NotFound('time as deputy')
    return deputy
  }

  return router
}
