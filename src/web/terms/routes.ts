import { type Request, type Response, Router } from 'express'
import { type StoredTerm, termById, termList } from '../../../db/queries/term-list.ts'
import { termsThen } from '../../../db/queries/terms-then.ts'
import { usedIn } from '../../../db/queries/used-in.ts'
import { CHANGED_FIRST, fingerprint } from '../../actions/fingerprint.ts'
import { addTerm, changeTerm } from '../../actions/terms.ts'
import { termsExport } from '../../actions/terms-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { may, reach } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { NewTerm, TermDraft } from '../../domain/term.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf } from '../as-at.ts'
import { found, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { namesOf } from '../merges/names-view.ts'
import { sendPage } from '../page.ts'
import { type PlainFrame, plainForm } from '../plain-form.ts'
import { pathId, readQuery } from '../query.ts'
import { listQuery, termFilters } from './filters.ts'
import { mergeRoutes } from './merge-routes.ts'
import { markWarning, termFields, termPage } from './show-view.ts'
import { LIST, newTermFields, termsPage, termsThenPage } from './view.ts'

const back = { text: 'Terms', href: LIST }
const newFrame: PlainFrame = { title: 'Add a term', action: `${LIST}/new`, back, carried: [] }

/** The vocabulary that activities share. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read the register'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const user = userOf(res)
    const asAt = asAtOf(app, query['as-at'])
    if (asAt) {
      const terms = await termsThen(app.db, termFilters(query), reach(user), asAt)
      return sendPage(res, 'terms/index', termsThenPage(query, terms, asAt))
    }
    const terms = await termList(app.db, termFilters(query), reach(user))
    sendPage(res, 'terms/index', termsPage(query, terms, may(user, 'edit the register')))
  })

  const files = { path: LIST, permission: 'read the register', query: listQuery } as const
  listFiles(app, router, files, (query) => whole(termsExport, termFilters(query)))

  const newForm = (res: Response, answers: object, problems: Problem[], status = 200) =>
    sendPage(
      res,
      'terms/form',
      { ...plainForm(newFrame, newTermFields, { ...answers }, problems), warning: null },
      status,
    )

  router.get(`${LIST}/new`, needs('edit the register'), (req, res) => {
    readQuery({}, req)
    newForm(res, {}, [])
  })

  router.post(`${LIST}/new`, needs('edit the register'), async (req, res) => {
    const draft = check(NewTerm, formBody(req))
    if (!draft.ok) return newForm(res, formBody(req), draft.problems, 422)
    const added = await addTerm(app.db, actingOf(app, req, res), draft.value)
    if (!added.ok) return newForm(res, formBody(req), added.problems, 422)
    req.session.flash = `“${draft.value.name}” has been added.`
    res.redirect(303, `${LIST}/${added.value}`)
  })

  router.get(`${LIST}/:id`, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const term = await termOf(app, req)
    const within = reach(user)
    const uses = (await usedIn(app.db, 'term', term.id)).filter(({ serviceId }) => within?.includes(serviceId) ?? true)
    const names = await namesOf(app.db, 'term', term.id)
    const history = await historyOf(app, res, { kind: 'term', id: String(term.id) })
    const mayEdit = may(user, 'edit the register')
    sendPage(res, 'terms/show', { ...termPage({ term, uses, names, mayEdit }), history })
  })

  const changeForm = async (
    res: Response,
    { term, seen }: { term: StoredTerm; seen: string },
    answers: object,
    problems: Problem[],
    status = 200,
  ) => {
    const page = plainForm(changeFrame(term, seen), termFields(term), { ...answers }, problems)
    const warning = markWarning(term, (await usedIn(app.db, 'term', term.id)).length)
    sendPage(res, 'terms/form', { ...page, warning }, status)
  }

  router.get(`${LIST}/:id/edit`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    const term = standing(await termOf(app, req))
    await changeForm(res, { term, seen: fingerprint(term) }, term, [])
  })

  router.post(`${LIST}/:id/edit`, needs('edit the register'), async (req, res) => {
    const term = standing(await termOf(app, req))
    const seen = String(formBody(req).seen ?? '')
    const draft = check(TermDraft, formBody(req))
    if (!draft.ok) return changeForm(res, { term, seen }, formBody(req), draft.problems, 422)
    const changed = await changeTerm(app.db, actingOf(app, req, res), term.id, seen, draft.value)
    if (!changed.ok) {
      const stale = changed.problems.some(({ field }) => field === CHANGED_FIRST)
      const again = { term, seen: stale ? fingerprint(term) : seen }
      return changeForm(res, again, formBody(req), changed.problems, stale ? 409 : 422)
    }
    req.session.flash = `“${draft.value.name}” has been changed.`
    res.redirect(303, `${LIST}/${term.id}`)
  })

  mergeRoutes(app, router)
  return router
}

const termOf = async (app: App, req: Request): Promise<StoredTerm> => found(await termById(app.db, pathId(req)), 'term')

function standing(term: StoredTerm): StoredTerm {
  if (term.mergedIntoId !== null)
    throw new PageError(409, `“${term.name}” was merged away. Change what took its place.`)
  return term
}

const changeFrame = ({ id, name }: StoredTerm, seen: string): PlainFrame => ({
  title: `Change “${name}”`,
  action: `${LIST}/${id}/edit`,
  back: { text: name, href: `${LIST}/${id}` },
  carried: [{ name: 'seen', value: seen }],
})
