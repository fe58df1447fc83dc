import { type Request, type Response, Router } from 'express'
import { type SavedView, viewOf, viewsOf } from '../../../db/queries/saved-views.ts'
import { changeView, removeView, saveView } from '../../actions/saved-views.ts'
import { may } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { type SavedList, SavedViewDraft, SavedViewNaming, savedLists } from '../../domain/saved-view.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { Forbidden, found, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { keptQuery, knownColumns, knownIn, lists } from './lists.ts'
import { changePage, PAGE, savePage, viewsPage } from './view.ts'

/** The views of lists that each person keeps for themselves. */
export function routes(app: App): Router {
  const router = Router()

  router.get(PAGE, needs('use one’s own account'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const views = await viewsOf(app.db, user.id)
    const within = views.filter(({ list }) => may(user, lists[list].needs))
    sendPage(res, 'saved-views/index', viewsPage(within))
  })

  router.post(PAGE, needs('use one’s own account'), async (req, res) => {
    const body = formBody(req)
    const list = listIn(body.list)
    if (!may(userOf(res), lists[list].needs)) throw new Forbidden()
    const again = (problems: Problem[]) => {
      const carried = ['list', 'query', 'columns'].map((name) => ({ name, value: String(body[name] ?? '') }))
      sendPage(res, 'saved-views/form', savePage(list, carried, body, problems), 422)
    }
    const draft = check(SavedViewDraft, body)
    if (!draft.ok) return again(draft.problems)
    const { shape } = lists[list]
    const kept = {
      list,
      query: keptQuery(shape, knownIn(shape, draft.value.query).query),
      columns: knownColumns(shape, String(body.columns ?? '')) ?? '',
    }
    const saved = await saveView(app.db, actingOf(app, req, res), kept, draft.value)
    if (!saved.ok) return again(saved.problems)
    req.session.flash = `“${draft.value.name}” has been saved. Nobody else sees it.`
    res.redirect(303, `/${list}?view=${saved.value}`)
  })

  router.get(`${PAGE}/:id`, needs('use one’s own account'), async (req, res) => {
    readQuery({}, req)
    const view = await ownView(app, req, res)
    const answers = { name: view.name, default: view.isDefault === 1 ? 'yes' : '' }
    sendPage(res, 'saved-views/form', changePage(view, answers, []))
  })

  router.post(`${PAGE}/:id`, needs('use one’s own account'), async (req, res) => {
    const view = await ownView(app, req, res)
    const naming = check(SavedViewNaming, formBody(req))
    const done = naming.ok ? await changeView(app.db, actingOf(app, req, res), view.id, naming.value) : naming
    if (!done.ok) return sendPage(res, 'saved-views/form', changePage(view, formBody(req), done.problems), 422)
    req.session.flash = 'The view has been changed.'
    res.redirect(303, PAGE)
  })

  router.post(`${PAGE}/:id/deletion`, needs('use one’s own account'), async (req, res) => {
    const view = await ownView(app, req, res)
    await removeView(app.db, actingOf(app, req, res), view.id)
    req.session.flash = `The view “${view.name}” has been deleted.`
    res.redirect(303, PAGE)
  })

  return router
}

const ownView = async (app: App, req: Request, res: Response): Promise<SavedView> =>
  found(await viewOf(app.db, userOf(res).id, found(pathId(req), 'saved view')), 'saved view')

function listIn(value: unknown): SavedList {
  const list = savedLists.find((one) => one === value)
  if (!list) throw new PageError(400, 'The form does not say which list it is of. Open the list again.')
  return list
}
