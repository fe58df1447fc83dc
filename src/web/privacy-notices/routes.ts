import { Router } from 'express'
import {
  citations,
  noticeByCode,
  noticeFacts,
  noticesThen,
  noticesWithin,
} from '../../../db/queries/privacy-notices.ts'
import { privacyNoticesExport } from '../../actions/privacy-notices-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf, asAtQuery } from '../as-at.ts'
import { found } from '../errors.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { noticePage, noticesPage, noticesThenPage } from './view.ts'

/** The notices that the register was read from, as source documents. */
export function routes(app: App): Router {
  const router = Router()

  router.get('/privacy-notices', needs('read the register'), async (req, res) => {
    const asAt = asAtOf(app, readQuery(asAtQuery, req)['as-at'])
    const within = reach(userOf(res))
    const page = asAt
      ? noticesThenPage(await noticesThen(app.db, within, asAt), asAt)
      : noticesPage(await noticesWithin(app.db, within))
    sendPage(res, 'privacy-notices/index', page)
  })

  const files = { path: '/privacy-notices', permission: 'read the register', query: asAtQuery } as const
  listFiles(app, router, files, () => whole(privacyNoticesExport, {}))

  router.get('/privacy-notices/:code', needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const code = String(req.params.code).toLowerCase()
    const notice = found(await noticeByCode(app.db, code, reach(userOf(res))), 'privacy notice')
    const facts = await noticeFacts(app.db, notice.id)
    sendPage(res, 'privacy-notices/show', noticePage(notice, facts, await citations(app.db, notice.id)))
  })

  return router
}
