import { Router } from 'express'
import { z } from 'zod'
import { categoryUses, recipientList, recipientsThen } from '../../../db/queries/recipients.ts'
import { recipientsExport } from '../../actions/recipients-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf, asAtQuery } from '../as-at.ts'
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
    const { category, ...query } = readQuery({ ...asAtQuery, category: longText }, req)
    const asAt = asAtOf(app, query['as-at'])
    const within = reach(userOf(res))
    if (category !== undefined) {
      const page = categoryPage(category, await categoryUses(app.db, category, within, asAt), asAt)
      return sendPage(res, 'recipients/show', page)
    }
    const recipients = asAt ? await recipientsThen(app.db, within, asAt) : await recipientList(app.db, within)
    sendPage(res, 'recipients/index', recipientsPage(recipients, asAt))
  })

  const files = { path: LIST, permission: 'read the register', query: asAtQuery } as const
  listFiles(app, router, files, () => whole(recipientsExport, {}))

  return router
}
