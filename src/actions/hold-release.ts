import { touchReviews } from '../../db/queries/feed-records.ts'
import {
  addToHold,
  askToStop,
  type HoldToCarryOut,
  holdsToCarryOut,
  idsToRelease,
  isInForce,
  markCarriedOut,
  reviewsOfRecords,
} from '../../db/queries/hold-release.ts'
import { countInState } from '../../db/queries/record-counts.ts'
import { withdrawFromReviews } from '../../db/queries/review-withdrawals.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { inChunks } from './chunks.ts'
import { instructionSubject } from './disposal-instructions.ts'
import { closeEmptied } from './empty-reviews.ts'
import type { Held } from './job-leases.ts'

/** How holds are carried out: stopped by `signal` between two pieces, keeping a job's lease with `renew`. */
export type CarryingOut = { clock: Clock } & Partial<Held>

const MOST_AT_ONCE = 200_000
const BY_NAME = 'Disposal holds'

/**
 * Takes what holds catch out of reviews and approvals, and asks the sources of what is instructed to stop; returns how many records.
 *
 * A hold counts from the moment it is placed: nothing that it catches comes nearer to its disposal meanwhile. In short transactions; cut
 * off at any moment and begun again it ends as if undisturbed, and two at a time share the work.
 */
export async function carryOutHolds(db: Db, carrying: CarryingOut): Promise<number> {
  let records = 0
  for (const hold of await holdsToCarryOut(db)) records += await carryOut(db, hold, carrying)
  return records
}

/** So few records in reviews, approved and instructed are gone through at once, while whoever placed a hold waits for the page. */
const FEW = 20_000

/** As `carryOutHolds`, at once, where a page can wait for it; false, and nothing done, where it is left to a job. */
export async function carryOutIfFew(db: Db, carrying: CarryingOut): Promise<boolean> {
  let records = 0
  for (const state of ['due', 'approved', 'instructed'] as const) records += await countInState(db, state)
  if (records > FEW) return false
  await carryOutHolds(db, carrying)
  return true
}

async function carryOut(db: Db, hold: HoldToCarryOut, { clock, signal, renew }: CarryingOut): Promise<number> {
  const acting = { who: program(BY_NAME), clock }
  const held: Held = { signal: signal ?? new AbortController().signal, renew: renew ?? (async () => {}) }
  let records = 0
  const done = (more: number): void => {
    records += more
  }
  for (let ids = await idsToRelease(db, hold.id, MOST_AT_ONCE); ids.length > 0; ) {
    const refused = await inChunks(db, ids, { ...held, done }, (tx, some) => release(tx, acting, hold, some))
    const [first] = refused
    if (first) throw new Error(`Record ${first.item} could not be taken out of its review: ${first.reason}`)
    ids = (await isInForce(db, hold.id)) ? await idsToRelease(db, hold.id, MOST_AT_ONCE) : []
  }
  await db.transaction().execute(async (tx) => {
    if (!(await markCarriedOut(tx, hold.id, clock.now()))) return
    await closeEmptied(tx, acting)
    const subject = { kind: 'disposal hold', id: String(hold.id) } as const
    await recordEvent(tx, acting, { kind: 'hold carried out', subject })
  })
  return records
}

/** Whoever lifts a hold while it is carried out puts an end to that. */
async function release(
  tx: Db,
  acting: Acting & { who: ReturnType<typeof program> },
  { id, placedByName }: HoldToCarryOut,
  some: readonly number[],
): Promise<number> {
  if (!(await isInForce(tx, id))) return 0
  const { clock } = acting
  const reviews = await reviewsOfRecords(tx, some)
  const left = await withdrawFromReviews(tx, some, { today: clock.today(), now: clock.now(), byName: placedByName })
  await touchReviews(
    tx,
    reviews.map(({ reviewId }) => reviewId),
  )
  for (const { reviewId, ids } of reviews)
    await recordEvent(tx, acting, {
      ...{ kind: 'records left', subject: { kind: 'disposal review', id: String(reviewId) } },
      ...{ records: ids, facts: { hold: id } },
    })
  const recalled = await askToStop(tx, some, clock.now())
  for (const [instruction, of] of Map.groupBy(recalled, ({ instructionId }) => instructionId))
    await recordEvent(tx, acting, {
      ...{ kind: 'recall asked', subject: instructionSubject(instruction) },
      ...{ records: of.map(({ recordId }) => recordId).sort((a, b) => a - b), facts: { hold: id } },
    })
  await addToHold(tx, id, { withdrawn: left.length, recalled: recalled.length })
  return left.length + recalled.length
}
