import { Router } from 'express'
import { z } from 'zod'
import { categoryUses, recipientList } from '../../../db/queries/recipients.ts'
import { recipientsExport } from '../../actions/recipients-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { categoryPage, LIST, recipientsPage } from './view.ts'

/** A category is as long as an activity may say it. */
const longText = z.string({ error: 'give it once, as text' }).trim().max(300, 'at most 300 characters').optional()

/** Whoever receives data. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read the register'), async (req, res) => {
    const { category } = readQuery({ category: longText }, req)
    const within = reach(userOf(res))
    if (category !== undefined) {
      const page = categoryPage(category, await categoryUses(app.db, category, within))
      return sendPage(res, 'recipients/show', page)
    }
    sendPage(res, 'recipients/index', recipientsPage(await recipientList(app.db, within)))
  })

  const files = { path: LIST, permission: 'read the register', query: {} } as const
  listFiles(app, router, files, () => whole(recipientsExport, {}))

  return router
}
