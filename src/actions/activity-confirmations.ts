import {
  addConfirmation,
  confirmationOn,
  reviewCycleOf,
  setNextReview,
} from '../../db/queries/activity-confirmations.ts'
import { openChangeRequests } from '../../db/queries/change-requests.ts'
import { type Activity, activityByReference } from '../../db/queries/processing-activities.ts'
import { answerRequests } from '../../db/queries/request-answers.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { reviewOn } from '../domain/review-cycle.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { CHANGED_MEANWHILE } from './activity-drafts.ts'
import { recordEvent } from './audit.ts'
import { refreshFindings } from './refresh-findings.ts'

/** What somebody says of a version that they read; the text may be blank. */
export type Said = { version: number; text: string }

/** The field of the problem that somebody has said what has changed, and whoever confirms has not been told so. */
export const CHANGE_ASKED = 'asked'

/** What is confirmed; `despite`: the open requests for a change, by their ids, that whoever confirms it all the same has read. */
export type Confirming = Said & { despite?: readonly number[] }

/** When the next review is; `already`: who confirmed the version earlier on the same day, so that nothing was done; null otherwise. */
export type Confirmed = { nextReviewOn: IsoDate; already: string | null }

/**
 * Keeps that what is in force is still true: the next review is a cycle from today, and whoever asked for one has the answer.
 *
 * No version is made. A second confirmation on one day changes nothing, unless a review has been asked for since. Refused under
 * `CHANGED_MEANWHILE` when another version is in force than the one read, or none, or when the activity is retired; under `CHANGE_ASKED`
 * while a change is asked for that was not read.
 */
export async function confirmActivity(
  db: Db,
  acting: Acting,
  reference: string,
  { version, text, despite = [] }: Confirming,
): Promise<Checked<Confirmed>> {
  const { who, clock } = acting
  return db.transaction().execute(async (tx) => {
    const seen = await inForce(tx, acting, reference, version)
    if (!seen.ok) return seen
    const { activity, versionId } = seen.value
    const open = await openChangeRequests(tx, activity.id)
    if (!open.every(({ id }) => despite.includes(id)))
      return refused(
        CHANGE_ASKED,
        'A change has been asked for: read what was said, then confirm all the same or leave it',
      )
    const today = clock.today()
    const cycle = await reviewCycleOf(tx, versionId)
    if (!cycle) throw new Error(`${reference} has no version ${versionId}`)
    const nextReviewOn = reviewOn(today, cycle)
    const place = { activityId: activity.id, versionId }
    if (!(await setNextReview(tx, place, nextReviewOn))) return meanwhile(reference)
    const answer = { answer: 'confirmed', answeredAt: clock.now(), answeredByName: who.name } as const
    const requests = await answerRequests(tx, activity.id, answer)
    const before = await confirmationOn(tx, place, today)
    if (before && requests.length === 0) return accepted({ nextReviewOn, already: before.confirmedByName })
    await addConfirmation(tx, {
      ...{ ...place, note: text, confirmedOn: today, confirmedAt: clock.now() },
      ...{ confirmedByName: who.name, nextReviewOn },
    })
    await refreshFindings(tx, [activity.id], today)
    await recordEvent(tx, acting, {
      ...{ kind: 'confirmed', subject: { kind: 'processing activity', id: reference } },
      facts: { version, 'next review': nextReviewOn, ...(text === '' ? {} : { said: text }) },
    })
    return accepted({ nextReviewOn, already: null })
  })
}

/** The activity whose version in force somebody has read, if it still is; refused under `CHANGED_MEANWHILE` otherwise. */
export async function inForce(
  tx: Db,
  acting: Acting,
  reference: string,
  version: number,
): Promise<Checked<{ activity: Activity; versionId: number }>> {
  const activity = await activityByReference(tx, reference, null)
  if (!activity) return refused('reference', `There is no activity ${reference}`)
  mustBeAllowed(acting, 'confirm an activity', { serviceId: activity.serviceId })
  const { status, currentVersionId: versionId } = activity
  if (status === 'retired') return refused(CHANGED_MEANWHILE, `${reference} is retired, so that nothing was done`)
  if (versionId === null) return refused(CHANGED_MEANWHILE, `Nothing of ${reference} is in force yet`)
  if (activity.version !== version) return meanwhile(reference, version, activity.version)
  return accepted({ activity, versionId })
}

const meanwhile = (reference: string, seen?: number, now?: number) =>
  refused(
    CHANGED_MEANWHILE,
    seen === undefined
      ? `${reference} has changed since you opened it, so that nothing was done: read it again first`
      : `Version ${seen} of ${reference} has been replaced by version ${now} since you opened it, so that nothing was done: read it again first`,
  )
