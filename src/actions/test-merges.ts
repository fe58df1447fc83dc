import assert from 'node:assert/strict'
import { pendingVersion } from '../../db/queries/activity-drafts.ts'
import { activityByReference } from '../../db/queries/processing-activities.ts'
import { presentContentsOf } from '../../db/queries/survivors.ts'
import type { Db } from '../../db/schema.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import type { Clock } from '../domain/calendar.ts'
import type { Checked } from '../domain/problem.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'
import { saveDraft, seenNow } from './activity-drafts.ts'
import { acting } from './test-acting.ts'

export const clock: Clock = { today: () => '2026-11-26', now: () => '2026-11-26T10:00:00.000Z' }
export const governance = acting(clock)
export const administrator = acting(clock, 'administrator')

/** The small world, with a service that is in it twice. */
export async function mergeWorld() {
  const { db, folder, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  const twin = { code: 'LIBS', name: 'libraries', organisationId: world.organisationId }
  const { id } = await db.insertInto('services').values(twin).returning('id').executeTakeFirstOrThrow()
  return { db, folder, close, world: { ...world, services: { ...world.services, twin: id } } }
}

/** The first sentence of a refusal. */
export function refusal(checked: Checked<unknown>): string {
  assert.ok(!checked.ok)
  return checked.problems[0]?.text ?? ''
}

/** What an activity says as somebody opens it to change it. */
export async function openedActivity(db: Db, reference: string): Promise<ActivityContent> {
  const activity = await activityByReference(db, reference, null)
  assert.ok(activity, reference)
  const pending = await pendingVersion(db, activity.id)
  const id = pending?.id ?? activity.shownVersionId ?? 0
  const content = (await presentContentsOf(db, [id])).get(id)
  assert.ok(content, `${reference} can be opened`)
  return content
}

/** Opens an activity and saves it with another title, as a person with the form before them. */
export async function saveAsOpened(db: Db, reference: string, title: string): Promise<Checked<unknown>> {
  const activity = await activityByReference(db, reference, null)
  assert.ok(activity)
  const seen = seenNow(activity, await pendingVersion(db, activity.id))
  const draft = ActivityDraft.parse({ ...(await openedActivity(db, reference)), title })
  return saveDraft(db, governance, reference, seen, draft)
}
