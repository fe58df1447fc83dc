import { type Response, Router } from 'express'
import { workingTokens } from '../../../db/queries/api-tokens.ts'
import { recordHolders } from '../../../db/queries/organisations.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { allSourceSystems, sourceSystemByCode, systemLimits, systemUses } from '../../../db/queries/source-systems.ts'
import { sourceSystemsThen } from '../../../db/queries/source-systems-then.ts'
import { CHANGED_FIRST, fingerprint } from '../../actions/fingerprint.ts'
import { addSourceSystem, changeSourceSystem, systemState } from '../../actions/source-systems.ts'
import { sourceSystemsExport } from '../../actions/source-systems-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { NewCode, SourceSystemDraft } from '../../domain/organisation.ts'
import { may } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import { tokensOf } from '../api-tokens/view.ts'
import type { App } from '../app-context.ts'
import { asAtOf, asAtQuery } from '../as-at.ts'
import { found } from '../errors.ts'
import { formBody } from '../form.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { type PlainFrame, plainForm } from '../plain-form.ts'
import { pathCode, readQuery } from '../query.ts'
import { systemPage } from './show-view.ts'
import { systemFields, systemsPage, systemsThenPage } from './view.ts'

const LIST = '/source-systems'
const NewSystem = SourceSystemDraft.extend({ code: NewCode })

const back = { text: 'Source systems', href: LIST }
const newFrame: PlainFrame = { title: 'Add a source system', action: `${LIST}/new`, back, carried: [] }

/** The systems that hold the records. */
export function routes(app: App): Router {
  const router = Router()

  const form = async (res: Response, frame: PlainFrame, answers: object, problems: Problem[], status = 200) => {
    const fields = systemFields(await servicesWithin(app.db, null), await recordHolders(app.db), frame === newFrame)
    sendPage(res, 'source-systems/form', plainForm(frame, fields, { ...answers }, problems), status)
  }

  router.get(LIST, needs('read the register'), async (req, res) => {
    const asAt = asAtOf(app, readQuery(asAtQuery, req)['as-at'])
    if (asAt) return sendPage(res, 'source-systems/index', systemsThenPage(await sourceSystemsThen(app.db, asAt), asAt))
    const facts = {
      limits: await systemLimits(app.db),
      uses: await systemUses(app.db),
      mayEdit: may(userOf(res), 'edit services and systems'),
      tokens: may(userOf(res), 'read API tokens') ? await workingTokens(app.db, app.clock.today()) : null,
    }
    sendPage(res, 'source-systems/index', systemsPage(await allSourceSystems(app.db), facts))
  })

  const files = { path: LIST, permission: 'read the register', query: asAtQuery } as const
  listFiles(app, router, files, () => whole(sourceSystemsExport, {}))

  router.get(`${LIST}/new`, needs('edit services and systems'), async (req, res) => {
    readQuery({}, req)
    await form(res, newFrame, {}, [])
  })

  router.post(`${LIST}/new`, needs('edit services and systems'), async (req, res) => {
    const draft = check(NewSystem, formBody(req))
    if (!draft.ok) return form(res, newFrame, formBody(req), draft.problems, 422)
    const added = await addSourceSystem(app.db, actingOf(app, req, res), draft.value.code, draft.value)
    if (!added.ok) return form(res, newFrame, formBody(req), added.problems, 422)
    req.session.flash = `${draft.value.name} has been added.`
    res.redirect(303, `${LIST}/${draft.value.code}`)
  })

  router.get(`${LIST}/:code`, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const system = found(await sourceSystemByCode(app.db, pathCode(req)), 'source system')
    const { code } = system
    const page = systemPage({
      system,
      limits: (await systemLimits(app.db)).get(code) ?? [],
      uses: (await systemUses(app.db)).get(code) ?? 0,
      mayEdit: may(user, 'edit services and systems'),
      feeds: may(user, 'read record feeds'),
      tokens: may(user, 'read API tokens') ? tokensOf({ code }) : null,
    })
    const history = await historyOf(app, res, { kind: 'source system', id: code })
    sendPage(res, 'source-systems/show', { ...page, history })
  })

  router.get(`${LIST}/:code/edit`, needs('edit services and systems'), async (req, res) => {
    readQuery({}, req)
    const system = found(await systemState(app.db, pathCode(req)), 'source system')
    await form(res, changeFrame(system, fingerprint(system)), system, [])
  })

  router.post(`${LIST}/:code/edit`, needs('edit services and systems'), async (req, res) => {
    const system = found(await systemState(app.db, pathCode(req)), 'source system')
    const seen = String(formBody(req).seen ?? '')
    const draft = check(SourceSystemDraft, formBody(req))
    if (!draft.ok) return form(res, changeFrame(system, seen), formBody(req), draft.problems, 422)
    const changed = await changeSourceSystem(app.db, actingOf(app, req, res), system.code, seen, draft.value)
    if (!changed.ok) {
      const stale = changed.problems.some(({ field }) => field === CHANGED_FIRST)
      const again = changeFrame(system, stale ? fingerprint(system) : seen)
      return form(res, again, formBody(req), changed.problems, stale ? 409 : 422)
    }
    req.session.flash = `${draft.value.name} has been changed.`
    res.redirect(303, `${LIST}/${system.code}`)
  })

  return router
}

const changeFrame = ({ code, name }: { code: string; name: string }, seen: string): PlainFrame => ({
  title: `Change ${name}`,
  action: `${LIST}/${code}/edit`,
  back,
  carried: [{ name: 'seen', value: seen }],
})
