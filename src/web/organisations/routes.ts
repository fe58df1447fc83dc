import { type Response, Router } from 'express'
import { organisationUses } from '../../../db/queries/organisation-uses.ts'
import { allOrganisations, type Organisation, organisationByCode } from '../../../db/queries/organisations.ts'
import { organisationsThen, organisationThen } from '../../../db/queries/organisations-then.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { CHANGED_FIRST, fingerprint } from '../../actions/fingerprint.ts'
import { addOrganisation, changeOrganisation } from '../../actions/organisations.ts'
import { organisationsExport } from '../../actions/organisations-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { NewCode, OrganisationDraft } from '../../domain/organisation.ts'
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
import { organisationFields, organisationPage, organisationsPage } from './view.ts'

const LIST = '/organisations'
const NewOrganisation = OrganisationDraft.extend({ code: NewCode })

const newFrame: PlainFrame = {
  title: 'Add an organisation',
  action: `${LIST}/new`,
  back: { text: 'Organisations', href: LIST },
  carried: [],
}

/** The organisations that the register names. */
export function routes(app: App): Router {
  const router = Router()

  /** What the reader may see of where organisations are named. */
  const uses = async (res: Response, organisationId?: number) => {
    const within = reach(userOf(res))
    const all = await organisationUses(app.db, organisationId)
    return within === null ? all : all.filter(({ serviceId }) => within.includes(serviceId))
  }

  const form = (
    res: Response,
    frame: PlainFrame,
    answers: Record<string, unknown>,
    problems: Problem[],
    status = 200,
  ) =>
    sendPage(
      res,
      'organisations/form',
      plainForm(frame, organisationFields(frame === newFrame), answers, problems),
      status,
    )

  router.get(LIST, needs('read the register'), async (req, res) => {
    const asAt = asAtOf(app, readQuery(asAtQuery, req)['as-at'])
    const mayEdit = asAt === null && may(userOf(res), 'edit the register')
    const organisations = asAt ? await organisationsThen(app.db, asAt) : await allOrganisations(app.db)
    const page = organisationsPage(organisations, await uses(res), mayEdit, asAt)
    sendPage(res, 'organisations/index', page)
  })

  const files = { path: LIST, permission: 'read the register', query: asAtQuery } as const
  listFiles(app, router, files, () => whole(organisationsExport, {}))

  mergeRoutes(app, router)

  router.get(`${LIST}/new`, needs('edit the register'), (req, res) => {
    readQuery({}, req)
    form(res, newFrame, {}, [])
  })

  router.post(`${LIST}/new`, needs('edit the register'), async (req, res) => {
    const draft = check(NewOrganisation, formBody(req))
    if (!draft.ok) return form(res, newFrame, formBody(req), draft.problems, 422)
    const { code, ...facts } = draft.value
    const added = await addOrganisation(app.db, actingOf(app, req, res), code, facts)
    if (!added.ok) return form(res, newFrame, formBody(req), added.problems, 422)
    req.session.flash = `${facts.name} has been added.`
    res.redirect(303, `${LIST}/${code}`)
  })

  router.get(`${LIST}/:code`, needs('read the register'), async (req, res) => {
    const asAt = asAtOf(app, readQuery(asAtQuery, req)['as-at'])
    const now = found(await organisationByCode(app.db, pathCode(req)), 'organisation')
    const then = asAt && found(await organisationThen(app.db, now, asAt), 'organisation on that day')
    const organisation = then ?? now
    const services = await servicesWithin(app.db, reach(userOf(res)))
    const theirs = services.filter((service) => service.organisation === organisation.code)
    const mayEdit = asAt === null && may(userOf(res), 'edit the register')
    const names = await namesOf(app.db, 'organisation', organisation.id, asAt)
    const page = organisationPage({
      organisation,
      services: theirs,
      uses: await uses(res, organisation.id),
      ...{ names, mayEdit, asAt },
    })
    const history = await historyOf(app, res, { kind: 'organisation', id: organisation.code })
    sendPage(res, 'organisations/show', { ...page, history })
  })

  router.get(`${LIST}/:code/edit`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    const organisation = standing(found(await organisationByCode(app.db, pathCode(req)), 'organisation'))
    const answers = { ...organisation, approvals: String(organisation.approvals) }
    form(res, changeFrame(organisation, fingerprint(organisation)), answers, [])
  })

  router.post(`${LIST}/:code/edit`, needs('edit the register'), async (req, res) => {
    const organisation = standing(found(await organisationByCode(app.db, pathCode(req)), 'organisation'))
    const seen = String(formBody(req).seen ?? '')
    const draft = check(OrganisationDraft, formBody(req))
    if (!draft.ok) return form(res, changeFrame(organisation, seen), formBody(req), draft.problems, 422)
    const changed = await changeOrganisation(app.db, actingOf(app, req, res), organisation.code, seen, draft.value)
    if (!changed.ok) {
      const stale = changed.problems.some(({ field }) => field === CHANGED_FIRST)
      const again = changeFrame(organisation, stale ? fingerprint(organisation) : seen)
      return form(res, again, formBody(req), changed.problems, stale ? 409 : 422)
    }
    req.session.flash = `${draft.value.name} has been changed.`
    res.redirect(303, `${LIST}/${organisation.code}`)
  })

  return router
}

const changeFrame = ({ code, name }: Organisation, seen: string): PlainFrame => ({
  title: `Change ${name}`,
  action: `${LIST}/${code}/edit`,
  back: { text: name, href: `${LIST}/${code}` },
  carried: [{ name: 'seen', value: seen }],
})
