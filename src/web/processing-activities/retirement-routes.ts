import type { Router } from 'express'
import { z } from 'zod'
import { contentsOf } from '../../../db/queries/activity-contents.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { retireActivity } from '../../actions/processing-activities.ts'
import { requiredText } from '../../domain/activity-text.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { activityOf, notRetired } from './activity-of.ts'
import { retirementPage } from './retirement-view.ts'

const LIST = '/processing-activities'
const Retirement = z.object({ reason: requiredText('why this activity is retired', 1000) })

/** Retiring activities. */
export function retirementRoutes(app: App, router: Router): void {
  router.get(`${LIST}/:reference/retirement`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    const activity = notRetired(await activityOf(app, req, res))
    sendPage(res, 'processing-activities/retirement', retirementPage(activity, await titleOf(app, activity), '', []))
  })

  router.post(`${LIST}/:reference/retirement`, needs('edit the register'), async (req, res) => {
    const activity = notRetired(await activityOf(app, req, res))
    const page = async (problems: Problem[]) => {
      const typed = String(formBody(req).reason ?? '')
      const view = retirementPage(activity, await titleOf(app, activity), typed, problems)
      sendPage(res, 'processing-activities/retirement', view, 422)
    }
    const answer = check(Retirement, formBody(req))
    if (!answer.ok) return page(answer.problems)
    const retired = await retireActivity(app.db, actingOf(app, req, res), activity.reference, answer.value.reason)
    if (!retired.ok) return page(retired.problems)
    req.session.flash = `${activity.reference} has been retired. It stays in the register with the reason.`
    res.redirect(303, `${LIST}/${activity.reference}`)
  })
}

async function titleOf(app: App, { shownVersionId, reference }: Activity): Promise<string> {
  const contents = await contentsOf(app.db, shownVersionId === null ? [] : [shownVersionId])
  return contents.values().next().value?.title ?? reference
}
