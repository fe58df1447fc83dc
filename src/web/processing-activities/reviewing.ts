import type { Response } from 'express'
import { confirmationsOf } from '../../../db/queries/activity-confirmations.ts'
import { changeRequestList } from '../../../db/queries/change-requests.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { openRequestsOf } from '../../../db/queries/request-answers.ts'
import { may } from '../../domain/permission.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { type ReviewingView, reviewingView } from './reviewing-view.ts'

const MOST = { limit: 200, offset: 0 }

/** The reviews of an activity, as far as its reader can answer them. */
export async function reviewingOf(app: App, res: Response, activity: Activity): Promise<ReviewingView> {
  const user = userOf(res)
  const scope = { serviceId: activity.serviceId }
  const facts = {
    activity,
    confirmations: await confirmationsOf(app.db, activity.id),
    changes: await changeRequestList(app.db, { activityId: activity.id }, null, MOST),
    requests: await openRequestsOf(app.db, activity.id),
    may: {
      confirm: may(user, 'confirm an activity', scope),
      ask: may(user, 'ask for a change', scope),
      edit: may(user, 'edit the register'),
    },
  }
  return reviewingView(facts, app.clock.today())
}
