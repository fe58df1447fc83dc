import { Router } from 'express'
import { z } from 'zod'
import { contentsOf } from '../../../db/queries/activity-contents.ts'
import { countProposing, proposingActivities } from '../../../db/queries/proposals.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { acceptProposals } from '../../actions/proposals.ts'
import { proposalsExport } from '../../actions/proposals-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { may, reach } from '../../domain/permission.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { queryText, readQuery } from '../query.ts'
import { ACTIVITIES_ON_A_PAGE, LIST, proposalsPage } from './view.ts'

const listQuery = {
  service: queryText,
  activity: queryText.transform((text) => text?.toUpperCase()),
  page: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
    .transform(Number)
    .optional(),
}

/** The facts that are only proposed, for a person to accept or replace. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read the register'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const user = userOf(res)
    const total = await countProposing(app.db, query, reach(user))
    const offset = ((query.page ?? 1) - 1) * ACTIVITIES_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const window = { limit: ACTIVITIES_ON_A_PAGE, offset }
    const activities = await proposingActivities(app.db, query, reach(user), window)
    const contents = await contentsOf(
      app.db,
      activities.map(({ versionId }) => versionId),
    )
    const rows = activities.flatMap((activity) => {
      const content = contents.get(activity.versionId)
      return content ? [{ activity, content }] : []
    })
    const services = await servicesWithin(app.db, reach(user))
    const mayEdit = may(user, 'edit the register')
    sendPage(res, 'proposals/index', proposalsPage({ query, rows, total, services, mayEdit }))
  })

  listFiles(app, router, { path: LIST, permission: 'read the register', query: listQuery }, ({ service, activity }) =>
    whole(proposalsExport, { service, activity }),
  )

  router.post(LIST, needs('edit the register'), async (req, res) => {
    const { reference, version, revision, accept } = z
      .object({
        reference: z.string().min(1).max(50),
        version: z.coerce.number().int().min(1),
        revision: z.coerce.number().int().min(0),
        accept: z.string().min(1).max(200),
      })
      .catch(() => {
        throw new PageError(400, 'The form does not say what is accepted. Open the list again.')
      })
      .parse(formBody(req))
    const traces = accept === 'all' ? null : new Set([accept])
    const acting = actingOf(app, req, res)
    const saved = await acceptProposals(app.db, acting, reference, { version, revision }, traces)
    if (!saved.ok) throw new PageError(409, `${saved.problems.map(({ text }) => text).join('. ')}.`)
    req.session.flash = `Accepted in the draft of version ${saved.value.version} of ${reference}, which waits to be submitted.`
    res.redirect(303, `${LIST}#activity-${encodeURIComponent(reference)}`)
  })

  return router
}
