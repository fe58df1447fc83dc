import { type Response, Router } from 'express'
import { z } from 'zod'
import { ruleCommentsOn } from '../../../db/queries/rule-comments.ts'
import { ruleDraftCount, ruleDraftList } from '../../../db/queries/rule-draft-list.ts'
import type { RuleDraft } from '../../../db/queries/rule-drafts.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { commentOnRuleDraft } from '../../actions/rule-approval.ts'
import { ruleDraftsExport } from '../../actions/rule-drafts-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { requiredText } from '../../domain/activity-text.ts'
import { may, reach } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound } from '../errors.ts'
import { formBody } from '../form.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { decisionRoutes } from './decision-routes.ts'
import { listQuery } from './filters.ts'
import { listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { draftOf, movesOf, readingOf } from './read.ts'
import { draftPage } from './show-view.ts'
import { LIST } from './words.ts'
import { writeRoutes } from './write-routes.ts'

/** What rules are to say next, on its way to approval. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read the schedule'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const within = reach(userOf(res))
    const { page = 1, ...filters } = query
    const total = await ruleDraftCount(app.db, filters, within)
    const offset = (page - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const drafts = await ruleDraftList(app.db, filters, within, { limit: ROWS_ON_A_PAGE, offset })
    const services = await servicesWithin(app.db, within)
    sendPage(res, 'rule-drafts/index', listPage({ query, drafts, total, services }))
  })

  const files = { path: LIST, permission: 'read the schedule', query: listQuery } as const
  listFiles(app, router, files, ({ page: _, ...filters }) => whole(ruleDraftsExport, filters))

  writeRoutes(app, router)
  decisionRoutes(app, router)

  router.get(`${LIST}/:id`, needs('read the schedule'), async (req, res) => {
    readQuery({}, req)
    await show(res, await draftOf(app, req, res))
  })

  router.post(`${LIST}/:id/comments`, needs('comment on the schedule'), async (req, res) => {
    const draft = await draftOf(app, req, res)
    const answer = check(z.object({ text: requiredText('a comment', 2000) }), formBody(req))
    const kept = answer.ok
      ? await commentOnRuleDraft(app.db, actingOf(app, req, res), draft.id, answer.value.text)
      : answer
    if (!kept.ok) return show(res, draft, kept.problems, String(formBody(req).text ?? ''))
    req.session.flash = 'Your comment has been kept.'
    res.redirect(303, `${LIST}/${draft.id}`)
  })

  async function show(res: Response, draft: RuleDraft, problems: Problem[] = [], typed = ''): Promise<void> {
    const user = userOf(res)
    const reading = await readingOf(app, res, draft)
    const page = draftPage({
      ...reading,
      preview: may(user, 'read records') ? await movesOf(app, reading, reach(user)) : null,
      partly: reach(user) !== null,
      comments: await ruleCommentsOn(app.db, draft.id),
      may: { edit: may(user, 'edit the schedule'), comment: may(user, 'comment on the schedule') },
    })
    sendPage(res, 'rule-drafts/show', { ...page, problems, typed }, problems.length > 0 ? 422 : 200)
  }

  return router
}
