import assert from 'node:assert/strict'
import { activityContent } from '../../db/test-activity.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import type { User } from '../domain/permission.ts'
import { addApproved } from './test-activities.ts'

const APPROVED_ON = '2025-12-01'
export const TODAY = '2026-11-26'

/** A clock that stands on a day. */
export const clockAt = (day: IsoDate): Clock => ({ today: () => day, now: () => `${day}T12:00:00.000Z` })

/** The small world with two activities of the libraries and one of the music service in force, each to be reviewed on 1 December 2026. */
export async function cycleWorld() {
  const { db, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  const act = (who: User, day = TODAY) => ({ who, clock: clockAt(day) })
  const content = (service: string) => ActivityDraft.parse(activityContent({ service }))
  for (const [reference, service] of [
    ['LIB-A1', 'LIB'],
    ['LIB-A2', 'LIB'],
    ['MUS-A1', 'MUS'],
  ] as const) {
    const added = await addApproved(db, act(world.users.governance, APPROVED_ON), reference, content(service))
    assert.ok(added.ok)
  }
  return {
    ...{ db, world, close, act, content },
    manager: act(world.users.manager),
    governance: act(world.users.governance),
    activity: (reference: string) =>
      db.selectFrom('processingActivities').selectAll().where('reference', '=', reference).executeTakeFirstOrThrow(),
    messages: () =>
      db.selectFrom('mailOutbox').select(['toAddress', 'subject', 'text', 'dedupeKey']).orderBy('id').execute(),
    events: async () =>
      (await db.selectFrom('auditEvents').select(['kind', 'subjectId']).orderBy('id').execute()).map(
        ({ kind, subjectId }) => `${kind} ${subjectId}`,
      ),
    openFindings: async (reference: string) =>
      (
        await db
          .selectFrom('findings as finding')
          .innerJoin('processingActivities as activity', 'activity.id', 'finding.activityId')
          .select(['finding.code', 'finding.key'])
          .where('activity.reference', '=', reference)
          .where('finding.fixedOn', 'is', null)
          .execute()
      ).map(({ code, key }) => `${code} ${key}`),
  }
}
