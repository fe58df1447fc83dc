import { isDeepStrictEqual } from 'node:util'
import { contentsOf } from '../../db/queries/activity-contents.ts'
import { addVersions, versionsOf } from '../../db/queries/activity-versions.ts'
import { namesByCode } from '../../db/queries/codes.ts'
import { activityByReference, addActivities, putInForce, retire } from '../../db/queries/processing-activities.ts'
import type { Db } from '../../db/schema.ts'
import { activityChanges } from '../domain/activity-changes.ts'
import type { ActivityDraft } from '../domain/activity-draft.ts'
import { settleEvidence } from '../domain/activity-evidence.ts'
import { searchText } from '../domain/activity-search.ts'
import { addPeriod, type IsoDate } from '../domain/calendar.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type ActivityContent, termKinds } from '../domain/processing-activity.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { settleReferences } from './activity-references.ts'
import { recordEvent } from './audit.ts'

/** The field of the problem that says that somebody else changed the activity first. */
export const CHANGED_MEANWHILE = 'version'

/**
 * Adds an activity to the register with its first version, in force and approved from today.
 *
 * Refused when the reference is taken, or when the draft refers to what the register does not have.
 */
export async function addActivity(
  db: Db,
  acting: Acting,
  reference: string,
  draft: ActivityDraft,
): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit the register')
  const { who, clock } = acting
  return db.transaction().execute(async (tx) => {
    const settled = await settleReferences(tx, settleEvidence(null, draft))
    if (!settled.ok) return settled
    const content = settled.value
    const approvedOn = clock.today()
    const nextReviewOn = reviewOn(approvedOn, content)
    const activityId = (await addActivities(tx, [{ reference, approvedOn, nextReviewOn }])).get(reference)
    if (activityId === undefined)
      return refused('reference', `${reference} is in the register already: choose another reference`)
    const written = { createdAt: clock.now(), createdByName: who.name }
    const text = searchText(reference, content, await namesByCode(tx))
    const versions = await addVersions(tx, [{ activityId, version: 1, content, searchText: text, ...written }])
    const versionId = versions.get(activityId)
    if (versionId !== undefined) await putInForce(tx, activityId, null, { versionId, nextReviewOn })
    await recordVersion(tx, acting, reference, { kind: 'added', version: 1, before: null, after: content })
    return accepted(reference)
  })
}

/**
 * Changes an activity: what is submitted becomes its next version, in force at once; earlier versions stay as they were.
 *
 * `seen`: the number of the version that the person means to replace; `from`: the one whose rows the draft began with. Refused
 * under `CHANGED_MEANWHILE` when `seen` is no longer in force: of several people who change the same version, the first wins.
 * A draft that changes nothing writes nothing, and the answer is the number in force. A retired activity is not changed.
 */
export async function changeActivity(
  db: Db,
  acting: Acting,
  reference: string,
  { seen, from = seen }: { seen: number; from?: number },
  draft: ActivityDraft,
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'edit the register')
  const { who, clock } = acting
  return db.transaction().execute(async (tx) => {
    const activity = await activityByReference(tx, reference, null)
    if (!activity) return refused('reference', `There is no activity ${reference}`)
    if (activity.status === 'retired') return refused('status', `${reference} is retired, and can no longer be changed`)
    if (activity.version !== seen || activity.currentVersionId === null) return changedMeanwhile(reference)
    const origin = (await versionsOf(tx, activity.id)).find(({ version }) => version === from)?.id ?? 0
    const contents = await contentsOf(tx, [activity.currentVersionId, origin])
    const settled = await settleReferences(tx, settleEvidence(contents.get(origin) ?? null, draft))
    if (!settled.ok) return settled
    const current = contents.get(activity.currentVersionId)
    if (current && isDeepStrictEqual(byKind(settled.value), byKind(current))) return accepted(seen)
    const written = { createdAt: clock.now(), createdByName: who.name }
    const text = searchText(reference, settled.value, await namesByCode(tx))
    const version = seen + 1
    const next = { activityId: activity.id, version, content: settled.value, searchText: text, ...written }
    const versionId = (await addVersions(tx, [next])).get(activity.id)
    if (versionId === undefined) return changedMeanwhile(reference)
    const nextReviewOn = activity.approvedOn && reviewOn(activity.approvedOn, settled.value)
    await putInForce(tx, activity.id, activity.currentVersionId, { versionId, nextReviewOn })
    const change = { kind: 'changed', version, before: current ?? null, after: settled.value } as const
    await recordVersion(tx, acting, reference, change)
    return accepted(version)
  })
}

/** Retires an activity: it stays in the register, marked so, with the reason; refused when it is retired already. */
export async function retireActivity(
  db: Db,
  acting: Acting,
  { id, reference }: { id: number; reference: string },
  reason: string,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the register')
  const retirement = { activityId: id, reason, retiredAt: acting.clock.now(), retiredByName: acting.who.name }
  return db.transaction().execute(async (tx) => {
    if (!(await retire(tx, retirement))) return refused('reason', 'This activity is retired already')
    await recordEvent(tx, acting, { kind: 'retired', subject: subjectOf(reference), facts: { reason } })
    return accepted(null)
  })
}

type WrittenVersion = {
  kind: 'added' | 'changed'
  version: number
  before: ActivityContent | null
  after: ActivityContent
}

async function recordVersion(tx: Db, acting: Acting, reference: string, written: WrittenVersion): Promise<void> {
  const { kind, version, before, after } = written
  const { changes, owner } = activityChanges(before, after)
  await recordEvent(tx, acting, {
    ...{ kind, subject: subjectOf(reference), facts: { version }, personal: { changes: owner } },
    changes: kind === 'added' ? changes.filter(({ field }) => field === 'title') : changes,
  })
}

const subjectOf = (reference: string) => ({ kind: 'processing activity', id: reference }) as const

/** An approved activity is reviewed a cycle after its approval. */
const reviewOn = (approvedOn: IsoDate, { reviewCycleMonths }: ActivityContent): IsoDate =>
  addPeriod(approvedOn, { years: 0, months: reviewCycleMonths, days: 0 })

/** The order of terms means something only within their kind. */
const byKind = (content: ActivityContent): ActivityContent => ({
  ...content,
  terms: content.terms.toSorted((a, b) => termKinds.indexOf(a.kind) - termKinds.indexOf(b.kind)),
})

const changedMeanwhile = (reference: string) =>
  refused(
    CHANGED_MEANWHILE,
    `${reference} was changed by somebody else since you opened it. What you typed is below and is not saved. Compare it with the version now in force, then save again to put yours in its place`,
  )
