import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { pendingVersion } from '../../db/queries/activity-drafts.ts'
import { activityList } from '../../db/queries/activity-list.ts'
import { activityByReference } from '../../db/queries/processing-activities.ts'
import { activityContent } from '../../db/test-activity.ts'
import { smallWorld, temporaryDatabase, tries } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import { addDays, type IsoDate } from '../domain/calendar.ts'
import type { Acting } from './acting.ts'
import { approveDraft, submitDraft, withdrawDraft } from './activity-approval.ts'
import { addActivity, saveDraft, seenNow } from './activity-drafts.ts'
import { retireActivity } from './processing-activities.ts'
import { processingActivitiesExport } from './processing-activities-csv.ts'
import { acting } from './test-acting.ts'
import { whole } from './whole-list.ts'

const { db, close } = await temporaryDatabase()
before(() => smallWorld(db))
after(close)

const FIRST_DAY = '2024-03-29'
const register = whole(processingActivitiesExport, {})

type Step = { activity: number; does: 'save' | 'approve' | 'withdraw' | 'retire'; title: string }
/** What happens on one day after the other; the days include both of the year on which clocks change. */
const histories = fc.array(
  fc.array(
    fc.record<Step>({
      activity: fc.nat(3),
      does: fc.constantFrom('save', 'save', 'approve', 'approve', 'withdraw', 'retire'),
      title: fc.string({ minLength: 1, maxLength: 8 }).map((text) => `T ${text.replace(/\P{L}/gu, '')}`),
    }),
    { maxLength: 4 },
  ),
  { minLength: 1, maxLength: 5 },
)

let run = 0

/** The register as at the end of a day, as its CSV. */
async function asAt(date: IsoDate): Promise<string> {
  const context = { today: date, reach: null, asAt: asAtEndOf(date) }
  return text(register.csv(db, context))
}

/** What is in force now, by what lists show of it. */
async function inForceNow(): Promise<unknown[]> {
  const rows = await activityList(db, {}, null, { order: 'reference', offset: 0, limit: 10_000 })
  const inForce = rows.filter(({ status }) => status === 'approved' || status === 'retired')
  return inForce.map(({ reference, status, title, version, approvedOn }) => [
    reference,
    status,
    title,
    version,
    approvedOn,
  ])
}

async function inForceThen(date: IsoDate): Promise<unknown[]> {
  const window = { order: 'reference', offset: 0, limit: 10_000 } as const
  const rows = await activityList(db, { asAt: asAtEndOf(date) }, null, window)
  return rows.map(({ reference, status, title, version, approvedOn }) => [
    reference,
    status,
    title,
    version,
    approvedOn,
  ])
}

async function take(acting: Acting, reference: string, { does, title }: Step): Promise<void> {
  const activity = await activityByReference(db, reference, null)
  const draft = ActivityDraft.parse(activityContent({ title }))
  if (!activity) return void (await addActivity(db, acting, reference, draft))
  const pending = await pendingVersion(db, activity.id)
  if (does === 'save') return void (await saveDraft(db, acting, reference, seenNow(activity, pending), draft))
  if (does === 'retire' && activity.currentVersionId) return void (await retireActivity(db, acting, reference, 'Ended'))
  if (!pending) return
  const decision = { seen: pending, text: 'x' }
  if (does === 'withdraw') return void (await withdrawDraft(db, acting, reference, decision))
  await submitDraft(db, acting, reference, decision)
  await approveDraft(db, acting, reference, decision)
}

test('whatever has happened since, the register as at a day is what it was at the end of that day', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (days) => {
      run += 1
      const kept: { date: IsoDate; file: string }[] = []
      const firstDay = addDays(FIRST_DAY, run * 10)
      for (const [at, steps] of days.entries()) {
        const date = addDays(firstDay, at)
        // The last minute of the day in London, in winter as in summer.
        const clock = { today: () => date, now: () => `${date}T22:59:00.000Z` }
        for (const step of steps) await take(acting(clock), `R${run}-A${step.activity}`, step)
        assert.deepEqual(await inForceThen(date), await inForceNow())
        kept.push({ date, file: await asAt(date) })
      }
      for (const { date, file } of kept) assert.equal(await asAt(date), file)
    }),
    { numRuns: tries(12) },
  )
})
