import { rm } from 'node:fs/promises'
import { type Request, type Response, Router } from 'express'
import { apiFeed, ownFeed, sendFeedByApi, tooManyWait } from '../../actions/api-feeds.ts'
import { anyone } from '../access.ts'
import type { App } from '../app-context.ts'
import { sendList } from '../list-files.ts'
import { pathId, queryChoice, queryText, readQuery } from '../query.ts'
import { shownName } from '../upload.ts'
import { receiveBody } from './feed-body.ts'
import { doors, systemActing } from './guard.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { instructionRoutes } from './instruction-routes.ts'
import { description } from './openapi.ts'
import { ApiProblem, ofThisSystem } from './problems.ts'
import { uploadSlots } from './slots.ts'

const FEEDS = '/api/v1/record-feeds'

const trueOrFalse = queryChoice(['true', 'false']).transform((text) => text === 'true')
const feedQuery = {
  mode: queryChoice(['delta', 'full']).default('delta'),
  correction: trueOrFalse,
  dry_run: trueOrFalse,
  file_name: queryText,
}

/** What a source system may ask for by itself, with a token: only what is its own. No cookie is read or set here. */
export function routes(app: App): Router {
  const router = Router()
  const guards = doors(app)
  const { limitAddress, needsToken } = guards
  const slots = uploadSlots()

  const feedOf = async (req: Request, res: Response) => {
    const id = pathId(req)
    return ofThisSystem(id === undefined ? undefined : await ownFeed(app.db, systemActing(res).who, id), 'feed')
  }

  router.post(FEEDS, needsToken('send records by API'), async (req, res) => {
    const query = readQuery(feedQuery, req, 'address')
    const key = idempotencyKey(req)
    const acting = systemActing(res)
    const { source } = acting
    if (await tooManyWait(app.db, source))
      throw new ApiProblem(429, 'Too many feeds of this source system wait to be loaded. Try again in a minute.', {
        headers: { 'Retry-After': '60' },
      })
    const { path, hash } = await slots(acting.who.tokenId, () => receiveBody(req, app.config.uploads))
    const { mode, correction, dry_run: dryRun } = query
    const fileName = shownName(query.file_name ?? `${source}.csv`)
    const file = { filePath: path, hash, fileName }
    const sent = await keptOrRemoved(path, () =>
      sendFeedByApi(app.db, acting, { ...file, source, mode, correction, dryRun, key }),
    )
    if (!sent.ok) throw new ApiProblem(422, 'The feed is refused.', { problems: sent.problems })
    if (!sent.value.again) app.work.loadFeeds()
    else res.set('Idempotency-Replayed', 'true')
    res.status(202).location(`${FEEDS}/${sent.value.feed.id}`).json(apiFeed(sent.value.feed))
  })

  router.get(`${FEEDS}/:id`, needsToken('send records by API'), async (req, res) => {
    readQuery({}, req, 'address')
    res.json(apiFeed(await feedOf(req, res)))
  })

  router.get(`${FEEDS}/:id/rejections.csv`, needsToken('send records by API'), async (req, res) => {
    const query = readQuery({ bom: queryText }, req, 'address')
    const list = { of: 'rejected rows', feedId: (await feedOf(req, res)).id } as const
    await sendList(app, req, res, { list, format: 'csv', acting: systemActing(res), reach: null, query })
  })

  instructionRoutes(app, router, guards)

  router.get('/api/v1/openapi.json', anyone(), limitAddress, (req, res) => {
    readQuery({}, req, 'address')
    res.json(description(app.config.baseUrl))
  })

  return router
}

/** Does what needs a file; the file goes when that fails. */
async function keptOrRemoved<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
