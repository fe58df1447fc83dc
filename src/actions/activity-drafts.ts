import { isDeepStrictEqual } from 'node:util'
import { type PendingVersion, pendingVersion, rewriteDraft } from '../../db/queries/activity-drafts.ts'
import { addVersions, versionsOf } from '../../db/queries/activity-versions.ts'
import { namesByCode } from '../../db/queries/codes.ts'
import { type Activity, activityByReference, addActivities, showDraft } from '../../db/queries/processing-activities.ts'
import { presentContentsOf } from '../../db/queries/survivors.ts'
import type { Db } from '../../db/schema.ts'
import { activityChanges } from '../domain/activity-changes.ts'
import type { ActivityDraft } from '../domain/activity-draft.ts'
import { settleAuthors, settleStandings } from '../domain/activity-evidence.ts'
import { searchText } from '../domain/activity-search.ts'
import type { NamedOrganisation } from '../domain/new-organisation.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type ActivityContent, termKinds } from '../domain/processing-activity.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { settleReferences } from './activity-references.ts'
import { recordEvent } from './audit.ts'
import { addPlanned, type PlannedOrganisation, plannedOrganisations } from './named-organisations.ts'
import { refreshFindings } from './refresh-findings.ts'
import { addNamedTerms } from './terms.ts'

/** The field of the problem that says that somebody else changed the activity first. */
export const CHANGED_MEANWHILE = 'version'

/**
 * Which words of an activity somebody saw: the number of a version, and how often it had been saved by then.
 *
 * `revision` 0: the version in force, with nothing on its way.
 */
export type Seen = { version: number; revision: number }

/**
 * Adds an activity to the register as a draft: nothing of it is in force until it is approved.
 *
 * Refused when the reference is taken, or when the draft refers to what the register does not have. `named`: organisations that it names
 * and that are to be added with it.
 */
export async function addActivity(
  db: Db,
  acting: Acting,
  reference: string,
  draft: ActivityDraft,
  named: NamedOrganisation[] = [],
): Promise<Checked<Seen>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const planned = await plannedOrganisations(tx, draft, named)
    const settled = await settle(tx, acting, null, draft, planned)
    if (!settled.ok) return settled
    const activityId = (await addActivities(tx, [reference])).get(reference)
    if (activityId === undefined)
      return refused('reference', `${reference} is in the register already: choose another reference`)
    await addPlanned(tx, acting, planned)
    await addNamedTerms(tx, acting, settled.value.terms)
    const words = await wordsOf(tx, acting, reference, settled.value)
    const shownVersionId = (await addVersions(tx, [{ activityId, version: 1, ...words }])).get(activityId)
    if (shownVersionId === undefined) throw new Error(`${reference} has a version already`)
    await showDraft(tx, activityId, { shownVersionId, status: 'draft' })
    await recordDraft(tx, acting, reference, { version: 1, before: null, after: settled.value })
    await refreshFindings(tx, [activityId], acting.clock.today())
    return accepted({ version: 1, revision: 1 })
  })
}

/**
 * Saves what an activity is to say: as the draft of its next version, begun by the first save. What is in force stays so.
 *
 * `seen`: what the person means to replace. Refused under `CHANGED_MEANWHILE` when that is no longer what stands there: of several
 * people who change the same words, the first wins. A draft that changes nothing writes nothing. What is submitted, retired or withdrawn
 * is not changed.
 */
export async function saveDraft(
  db: Db,
  acting: Acting,
  reference: string,
  seen: Seen,
  draft: ActivityDraft,
  named: NamedOrganisation[] = [],
): Promise<Checked<Seen>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const activity = await activityByReference(tx, reference, null)
    if (!activity) return refused('reference', `There is no activity ${reference}`)
    if (activity.status === 'retired') return refused('status', `${reference} is retired, and can no longer be changed`)
    const pending = await pendingVersion(tx, activity.id)
    if (pending?.state === 'submitted')
      return refused('status', `${reference} waits for its approval: have it returned before you change it`)
    if (!isSeen(seen, activity, pending)) return changedMeanwhile(reference)
    const versionId = pending?.id ?? activity.shownVersionId ?? 0
    const before = (await presentContentsOf(tx, [versionId])).get(versionId) ?? null
    const planned = await plannedOrganisations(tx, draft, named)
    const settled = await settle(tx, acting, before, draft, planned)
    if (!settled.ok) return settled
    const after = settled.value
    if (before && isDeepStrictEqual(byKind(after), byKind(before))) return accepted(seen)
    await addPlanned(tx, acting, planned)
    await addNamedTerms(tx, acting, after.terms)
    const words = await wordsOf(tx, acting, reference, after)
    const saved = pending
      ? await rewritten(tx, pending, words)
      : await begun(tx, activity, { ...words, version: await nextNumber(tx, activity.id) })
    if (!saved) return changedMeanwhile(reference)
    await recordDraft(tx, acting, reference, { version: saved.version, before, after })
    await refreshFindings(tx, [activity.id], acting.clock.today())
    return accepted(saved)
  })
}

/** What stands for an activity as somebody opens it to change it: its draft or, before there is one, the version that is shown. */
export function seenNow(activity: Pick<Activity, 'version'>, pending: PendingVersion | undefined): Seen {
  return pending ? { version: pending.version, revision: pending.revision } : { version: activity.version, revision: 0 }
}

const isSeen = (seen: Seen, activity: Activity, pending: PendingVersion | undefined): boolean =>
  isDeepStrictEqual(seen, seenNow(activity, pending))

/** Withdrawn versions keep their numbers, so that a number never means two things. */
const nextNumber = async (tx: Db, activityId: number): Promise<number> =>
  ((await versionsOf(tx, activityId))[0]?.version ?? 0) + 1

type Words = Awaited<ReturnType<typeof wordsOf>>

async function begun(tx: Db, activity: Activity, next: Words & { version: number }): Promise<Seen | null> {
  const versionId = (await addVersions(tx, [{ activityId: activity.id, ...next }])).get(activity.id)
  if (versionId === undefined) return null
  await showDraft(tx, activity.id, { shownVersionId: versionId, status: 'draft' })
  return { version: next.version, revision: 1 }
}

async function rewritten(tx: Db, { id, version, revision }: PendingVersion, words: Words): Promise<Seen | null> {
  const done = await rewriteDraft(tx, id, revision, words)
  return done ? { version, revision: revision + 1 } : null
}

async function settle(
  tx: Db,
  { who, clock }: Acting,
  before: ActivityContent | null,
  draft: ActivityDraft,
  planned: PlannedOrganisation[],
): Promise<Checked<ActivityContent>> {
  const settled = await settleReferences(tx, settleStandings(before, draft), planned)
  if (!settled.ok) return settled
  return accepted(settleAuthors(before, settled.value, { name: who.name, on: clock.today() }))
}

async function wordsOf(tx: Db, { who, clock }: Acting, reference: string, content: ActivityContent) {
  const text = searchText(reference, content, await namesByCode(tx))
  return { content, searchText: text, createdAt: clock.now(), createdByName: who.name }
}

type Drafted = { version: number; before: ActivityContent | null; after: ActivityContent }

async function recordDraft(tx: Db, acting: Acting, reference: string, written: Drafted): Promise<void> {
  const { version, before, after } = written
  const { changes, owner } = activityChanges(before, after)
  const added = before === null
  await recordEvent(tx, acting, {
    ...{ kind: added ? 'added' : 'drafted', subject: { kind: 'processing activity', id: reference } },
    ...{ facts: { version }, personal: { changes: owner } },
    changes: added ? changes.filter(({ field }) => field === 'title') : changes,
  })
}

/** The order of terms means something only within their kind. */
const byKind = (content: ActivityContent): ActivityContent => ({
  ...content,
  terms: content.terms.toSorted((a, b) => termKinds.indexOf(a.kind) - termKinds.indexOf(b.kind)),
})

const changedMeanwhile = (reference: string) =>
  refused(
    CHANGED_MEANWHILE,
    `${reference} was changed by somebody else since you opened it. What you typed is below and is not saved. Compare it with what now stands there, then save again to put yours in its place`,
  )
