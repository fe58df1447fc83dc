import { addHold, addHoldEvent, changeHold, type Hold, holdById } from '../../db/queries/disposal-holds.ts'
import { endsByHash, hasForgotten, recordsByReference } from '../../db/queries/feed-records.ts'
import { holdDraft, removeHoldDraft } from '../../db/queries/hold-drafts.ts'
import { addHoldReferences } from '../../db/queries/hold-release.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import type { Db } from '../../db/schema.ts'
import { type IsoDate, londonDate } from '../domain/calendar.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'
import { CHANGED_MEANWHILE } from './activity-drafts.ts'
import { recordEvent } from './audit.ts'
import type { Catches, HoldDraft } from './hold-drafts.ts'

/**
 * Places a hold that was entered and looked at: from the end of this transaction on nothing that it catches comes nearer to its disposal.
 *
 * What stands in reviews, approvals and instructions is taken out by `carryOutHolds`. Refused when the draft is not there any more, or its
 * review date has come. A reference whose record is forgotten already is written as what stands in its place.
 */
export async function placeHold(db: Db, acting: Acting, draftId: number, hashKey: string): Promise<Checked<number>> {
  mustBeAllowed(acting, 'place and lift disposal holds')
  const { clock } = acting
  const person = personActing(acting)
  return db.transaction().execute(async (tx) => {
    const text = await holdDraft(tx, draftId, person.id)
    if (text === undefined)
      return refused(
        CHANGED_MEANWHILE,
        'This hold has been placed already, or was entered too long ago. See the list of holds',
      )
    const { facts, catches, codes } = JSON.parse(text) as HoldDraft
    if (facts.reviewOn <= clock.today()) return refused('reviewOn', 'Enter a day for the review that is still to come')
    const placed = { placedOn: clock.today(), placedAt: clock.now(), placedById: person.id, placedByName: person.name }
    const none = { liftedOn: null, liftedAt: null, liftedByName: null, liftedReason: null, carriedOutAt: null }
    const id = await addHold(tx, { ...facts, ...placed, ...none }, scopesOf(catches))
    if (catches.by === 'list')
      await addHoldReferences(tx, id, catches.sourceSystemId, await asKnown(tx, catches, hashKey))
    await removeHoldDraft(tx, draftId)
    await recordEvent(tx, acting, {
      ...{ kind: 'hold placed', subject: subjectOf(id) },
      facts: { kind: facts.kind, 'review on': facts.reviewOn, ...codes },
    })
    return accepted(id)
  })
}

/** A row for each combination; what is left open catches any. */
function scopesOf(catches: Catches) {
  if (catches.by === 'list') return []
  const { services, rules, sources, triggerFrom, triggerTo } = catches.criteria
  const orAny = (ids: readonly number[]): (number | null)[] => (ids.length === 0 ? [null] : [...ids])
  return orAny(services).flatMap((serviceId) =>
    orAny(rules).flatMap((ruleId) =>
      orAny(sources).map((sourceSystemId) => ({ serviceId, ruleId, sourceSystemId, triggerFrom, triggerTo })),
    ),
  )
}

const AT_ONCE = 2000

/** References as they stand here: as given, or what stands in the place of those whose records have been forgotten. */
async function asKnown(tx: Db, { sourceSystemId, references }: Catches & { by: 'list' }, hashKey: string) {
  const { organisationId = 0 } = (await recordTerms(tx)).sources.get(sourceSystemId) ?? {}
  const source = { sourceSystemId, organisationId }
  if (!(await hasForgotten(tx, source))) return references
  const known: string[] = []
  for (let from = 0; from < references.length; from += AT_ONCE) {
    const some = references.slice(from, from + AT_ONCE)
    const held = await recordsByReference(tx, source, some)
    const hashOf = (reference: string) => forgottenReference(hashKey, sourceSystemId, reference)
    const ends = await endsByHash(tx, source, some.filter((reference) => !held.has(reference)).map(hashOf))
    known.push(...some.map((reference) => (ends.has(hashOf(reference)) ? hashOf(reference) : reference)))
  }
  return known
}

const subjectOf = (id: number) => ({ kind: 'disposal hold', id: String(id) }) as const

/** Keeps a hold in force until another review. `seen`: the state of the hold that the person looked at. Refused under `CHANGED_MEANWHILE` when it has changed since. */
export async function extendHold(
  db: Db,
  acting: Acting,
  { id, seen }: { id: number; seen: number },
  { reviewOn, reason }: { reviewOn: IsoDate; reason: string },
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'place and lift disposal holds')
  const { clock, who } = acting
  return db.transaction().execute(async (tx) => {
    const before = await holdById(tx, id, null)
    if (!before || !(await changeHold(tx, { id, lockVersion: seen }, { reviewOn }))) return changed(before)
    const said = { happenedAt: clock.now(), byName: who.name, reviewOn, reason }
    await addHoldEvent(tx, { holdId: id, kind: 'extended', ...said })
    await recordEvent(tx, acting, {
      ...{ kind: 'hold extended', subject: subjectOf(id) },
      changes: [{ field: 'Review on', before: before.reviewOn, after: reviewOn }],
    })
    return accepted(null)
  })
}

/**
 * Lifts a hold. What was under no other may be flagged again 30 days later at the earliest, with a whole review period.
 *
 * Refused under `CHANGED_MEANWHILE` when the hold has changed since the person looked at it.
 */
export async function liftHold(
  db: Db,
  acting: Acting,
  { id, seen }: { id: number; seen: number },
  { reason }: { reason: string },
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'place and lift disposal holds')
  const { clock, who } = acting
  const lifted = { liftedOn: clock.today(), liftedAt: clock.now(), liftedByName: who.name, liftedReason: reason }
  return db.transaction().execute(async (tx) => {
    if (!(await changeHold(tx, { id, lockVersion: seen }, lifted))) return changed(await holdById(tx, id, null))
    const said = { happenedAt: clock.now(), byName: who.name, reviewOn: null, reason }
    await addHoldEvent(tx, { holdId: id, kind: 'lifted', ...said })
    await recordEvent(tx, acting, { kind: 'hold lifted', subject: subjectOf(id) })
    return accepted(null)
  })
}

const changed = (hold: Hold | undefined) =>
  refused(
    CHANGED_MEANWHILE,
    hold?.liftedAt
      ? `This hold has changed since you opened it: ${hold.liftedByName} lifted it on ${londonDate(hold.liftedAt)}. Nothing was done, and what you entered is still here`
      : 'This hold has changed since you opened it: somebody else has reviewed it. Look at it again; what you entered is still here',
  )
