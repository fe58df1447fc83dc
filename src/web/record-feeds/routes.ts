import { rm } from 'node:fs/promises'
import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { rejectionsAfter } from '../../../db/queries/feed-rejections.ts'
import { feedById, feedCount, feedList } from '../../../db/queries/record-feeds.ts'
import { allSourceSystems } from '../../../db/queries/source-systems.ts'
import type { Acting } from '../../actions/acting.ts'
import { runners } from '../../actions/job-leases.ts'
import { cancelFeed, createFeed, IMPORT } from '../../actions/record-feeds.ts'
import { recordFeedsExport } from '../../actions/record-feeds-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { FeedDraft } from '../../domain/feed-draft.ts'
import { may } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, queryChoice, queryText, readQuery } from '../query.ts'
import { receiveUpload, type Upload } from '../upload.ts'
import { feedFormPage } from './form-view.ts'
import { feedPage, REJECTIONS_SHOWN } from './show-view.ts'
import { FEEDS_ON_A_PAGE, feedFilters, feedsPage, LIST } from './view.ts'

const listQuery = {
  source: queryText,
  state: queryChoice(feedFilters),
  page: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
    .transform(Number)
    .optional(),
}
const Query = z.object(listQuery)
export type FeedQuery = z.output<typeof Query>

/** The lists of records that source systems send: sending one, watching it being loaded, seeing what came of it. */
export function routes(app: App): Router {
  const router = Router()
  const feedOf = async (req: Request) => found(await feedById(app.db, found(pathId(req), 'feed')), 'feed')

  router.get(LIST, needs('read record feeds'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const total = await feedCount(app.db, query)
    const offset = ((query.page ?? 1) - 1) * FEEDS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const feeds = await feedList(app.db, query, { limit: FEEDS_ON_A_PAGE, offset })
    const systems = await allSourceSystems(app.db)
    const maySend = may(userOf(res), 'import records')
    sendPage(res, 'record-feeds/index', feedsPage({ query, feeds, total, systems, maySend }))
  })

  const files = { path: LIST, permission: 'read record feeds', query: listQuery } as const
  listFiles(app, router, files, ({ source, state }) => whole(recordFeedsExport, { source, state }))

  router.get(`${LIST}/new`, needs('import records'), async (req, res) => {
    readQuery({}, req)
    await sendForm(app, res, {}, [])
  })

  router.post(LIST, needs('import records'), async (req, res) => {
    const upload = await receiveUpload(req, app.config.uploads)
    const feed = await sent(app, actingOf(app, req, res), upload)
    if (!feed.ok) {
      if (upload.file) await rm(upload.file.path, { force: true })
      return sendForm(app, res, upload.fields, feed.problems, upload.tooLarge ? 413 : 422)
    }
    app.work.loadFeeds()
    req.session.flash = 'The file has arrived, and is loaded as soon as its turn comes.'
    res.redirect(303, `${LIST}/${feed.value}`)
  })

  router.get(`${LIST}/:id`, needs('read record feeds'), async (req, res) => {
    readQuery({}, req)
    const feed = await feedOf(req)
    const rejections = await rejectionsAfter(app.db, feed.id, 0, REJECTIONS_SHOWN)
    const user = userOf(res)
    const runner = (await runners(app.db, app.clock.now()))(IMPORT)
    const maySend = may(user, 'import records')
    const facts = { feed, runner, rejections, maySend, maySee: may(user, 'read records') }
    const history = await historyOf(app, res, { kind: 'record feed', id: String(feed.id) })
    sendPage(res, 'record-feeds/show', { ...feedPage(facts, app.clock.now()), history })
  })

  const rejections = { path: `${LIST}/:id/rejections`, permission: 'read record feeds', query: {} } as const
  listFiles(app, router, rejections, async (_query, req) => ({ of: 'rejected rows', feedId: (await feedOf(req)).id }))

  router.post(`${LIST}/:id/cancellation`, needs('import records'), async (req, res) => {
    const feed = await feedOf(req)
    const cancelled = await cancelFeed(app.db, actingOf(app, req, res), feed.id)
    req.session.flash = cancelled ? 'The feed has been cancelled.' : 'The feed had come to its end already.'
    res.redirect(303, `${LIST}/${feed.id}`)
  })

  return router
}

/** Puts a feed that came by the form into the queue, or says all that is wrong with the form at once. */
async function sent(app: App, acting: Acting, upload: Upload) {
  const draft = check(FeedDraft, upload.fields)
  const problems = [...(draft.ok ? [] : draft.problems), ...problemsOfFile(upload, !draft.ok)]
  if (!draft.ok || !upload.file || problems.length > 0) return { ok: false as const, problems }
  const { name: fileName, path: filePath } = upload.file
  const { source, mode, correction, dry_run: dryRun } = draft.value
  return createFeed(app.db, acting, { source, mode, correction, dryRun, fileName, filePath, uploaded: true })
}

function problemsOfFile({ file, tooLarge }: Upload, again: boolean): Problem[] {
  if (tooLarge)
    return [{ field: 'file', text: 'Choose a file of 2 GB or less: send a larger one in parts, as changes' }]
  if (!file) return [{ field: 'file', text: 'Choose the file to send' }]
  return again ? [{ field: 'file', text: 'Choose the file again: a browser does not send it a second time' }] : []
}

async function sendForm(app: App, res: Response, answers: Record<string, unknown>, problems: Problem[], status = 200) {
  sendPage(res, 'record-feeds/form', feedFormPage(await allSourceSystems(app.db), answers, problems), status)
}
