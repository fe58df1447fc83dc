import type { Request, Response } from 'express'
import { type Activity, activityByReference } from '../../../db/queries/processing-activities.ts'
import { reach } from '../../domain/permission.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { pathCode } from '../query.ts'

/** The activity that an address names, in any capitals, when it is within the reader's reach; throws `NotFound` otherwise. */
export async function activityOf(app: App, req: Request, res: Response): Promise<Activity> {
  const reference = pathCode(req, 'reference')
  return found(await activityByReference(app.db, reference, reach(userOf(res))), 'processing activity')
}

/** Throws a 409 for an activity that is retired, which is read only, and returns any other. */
export function notRetired(activity: Activity): Activity {
  if (activity.status === 'retired')
    throw new PageError(409, `${activity.reference} is retired, and can no longer be changed.`)
  return activity
}
