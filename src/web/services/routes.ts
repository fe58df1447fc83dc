import { type Response, Router } from 'express'
import { deputyList } from '../../../db/queries/deputies.ts'
import { allOrganisations } from '../../../db/queries/organisations.ts'
import { countLeftBehind } from '../../../db/queries/service-moves.ts'
import { type Service, serviceByCode, serviceRows } from '../../../db/queries/services.ts'
import { servicesThen } from '../../../db/queries/services-then.ts'
import { CHANGED_FIRST, fingerprint } from '../../actions/fingerprint.ts'
import { addService, changeService } from '../../actions/services.ts'
import { servicesExport } from '../../actions/services-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { NewCode, ServiceDraft } from '../../domain/organisation.ts'
import { may, reach } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf, asAtQuery } from '../as-at.ts'
import { found } from '../errors.ts'
import { formBody } from '../form.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { namesOf } from '../merges/names-view.ts'
import { sendPage } from '../page.ts'
import { type PlainFrame, plainForm } from '../plain-form.ts'
import { pathCode, readQuery } from '../query.ts'
import { mergeRoutes, standing } from './merge-routes.ts'
import { pictureRoutes } from './picture-routes.ts'
import { mergedServicePage, servicePage } from './show-view.ts'
import { serviceFields, servicesPage, servicesThenPage } from './view.ts'

const LIST = '/services'
const NewService = ServiceDraft.extend({ code: NewCode })

const back = { text: 'Services', href: LIST }
const newFrame: PlainFrame = { title: 'Add a service', action: `${LIST}/new`, back, carried: [] }

/** The services whose activities are in the register. */
export function routes(app: App): Router {
  const router = Router()
  pictureRoutes(app, router)
  mergeRoutes(app, router)

  const form = async (res: Response, frame: PlainFrame, answers: object, problems: Problem[], status = 200) => {
    const fields = serviceFields(await allOrganisations(app.db), frame === newFrame)
    sendPage(res, 'services/form', plainForm(frame, fields, { ...answers }, problems), status)
  }

  router.get(LIST, needs('read the register'), async (req, res) => {
    const asAt = asAtOf(app, readQuery(asAtQuery, req)['as-at'])
    const user = userOf(res)
    if (asAt) {
      const services = await servicesThen(app.db, reach(user), asAt)
      return sendPage(res, 'services/index', servicesThenPage(services, asAt))
    }
    const services = await serviceRows(app.db, reach(user))
    sendPage(res, 'services/index', servicesPage(services, may(user, 'edit services and systems')))
  })

  const files = { path: LIST, permission: 'read the register', query: asAtQuery } as const
  listFiles(app, router, files, () => whole(servicesExport, {}))

  router.get(`${LIST}/new`, needs('edit services and systems'), async (req, res) => {
    readQuery({}, req)
    await form(res, newFrame, {}, [])
  })

  router.post(`${LIST}/new`, needs('edit services and systems'), async (req, res) => {
    const draft = check(NewService, formBody(req))
    if (!draft.ok) return form(res, newFrame, formBody(req), draft.problems, 422)
    const added = await addService(app.db, actingOf(app, req, res), draft.value.code, draft.value)
    if (!added.ok) return form(res, newFrame, formBody(req), added.problems, 422)
    req.session.flash = `${draft.value.name} has been added.`
    res.redirect(303, `${LIST}/${draft.value.code}`)
  })

  router.get(`${LIST}/:code`, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const stored = found(await serviceByCode(app.db, pathCode(req), reach(user)), 'service')
    const names = await namesOf(app.db, 'service', stored.id)
    const history = await historyOf(app, res, { kind: 'service', id: stored.code })
    const service = (await serviceRows(app.db, reach(user))).find(({ id }) => id === stored.id)
    const left = await countLeftBehind(app.db, stored.id)
    const mayEdit = may(user, 'edit services and systems')
    const today = app.clock.today()
    const deputies = await deputyList(app.db, { service: stored.code, notOverOn: today, reach: reach(user) })
    const page = service
      ? servicePage({ service, names, left, mayEdit, deputies, today })
      : mergedServicePage(stored, names)
    sendPage(res, 'services/show', { ...page, history })
  })

  router.get(`${LIST}/:code/edit`, needs('edit services and systems'), async (req, res) => {
    readQuery({}, req)
    const service = standing(found(await serviceByCode(app.db, pathCode(req)), 'service'))
    await form(res, changeFrame(service, fingerprint(service)), service, [])
  })

  router.post(`${LIST}/:code/edit`, needs('edit services and systems'), async (req, res) => {
    const service = standing(found(await serviceByCode(app.db, pathCode(req)), 'service'))
    const seen = String(formBody(req).seen ?? '')
    const draft = check(ServiceDraft, formBody(req))
    if (!draft.ok) return form(res, changeFrame(service, seen), formBody(req), draft.problems, 422)
    const changed = await changeService(app.db, actingOf(app, req, res), service.code, seen, draft.value)
    if (!changed.ok) {
      const stale = changed.problems.some(({ field }) => field === CHANGED_FIRST)
      const again = changeFrame(service, stale ? fingerprint(service) : seen)
      return form(res, again, formBody(req), changed.problems, stale ? 409 : 422)
    }
    req.session.flash = `${draft.value.name} has been changed.`
    res.redirect(303, `${LIST}/${service.code}`)
  })

  return router
}

const changeFrame = ({ code, name }: Service, seen: string): PlainFrame => ({
  title: `Change ${name}`,
  action: `${LIST}/${code}/edit`,
  back,
  carried: [{ name: 'seen', value: seen }],
})
