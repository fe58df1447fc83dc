import { lastRecordId } from '../../db/queries/feed-records.ts'
import { addToRun } from '../../db/queries/job-runs.ts'
import { keepingCounts, recordCounts } from '../../db/queries/record-counts.ts'
import { type RuleRow, ruleVersions } from '../../db/queries/retention-rules.ts'
import { giveDates, leaveReviews, type MovedRecord } from '../../db/queries/rule-moves.ts'
import { idsOfRule, movableCount, type RecordToMove, recordsToMove } from '../../db/queries/rule-records.ts'
import { markApplied, type VersionToApply, versionsToApply } from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import type { RecordState } from '../domain/held-record.ts'
import { program } from '../domain/permission.ts'
import { type Placement, place } from '../domain/placement.ts'
import { type Move, movableStates, moveUnder, sameBasis } from '../domain/rule-change.ts'
import { recordEvent } from './audit.ts'
import { inChunks, type RefusedItem } from './chunks.ts'
import { closeEmptied } from './empty-reviews.ts'
import type { Held } from './job-leases.ts'
import type { Running } from './job-runs.ts'

const SMALL = 5_000
/** Of so many ids of all records those of a rule are held in memory at a time. */
const IDS_AT_ONCE = 1_000_000
const BY_NAME = 'Dates of changed rules'

/** How a recomputation runs: stopped by `signal` between chunks, keeping its job's lease with `renew`, telling its run how far it is. */
export type Recomputing = {
  clock: Clock
  signal?: AbortSignal
  renew?: Held['renew']
  run?: Pick<Running, 'id' | 'step'>
}

/** What a recomputation did: records that got a version's dates, and those of them that left their reviews. `refused`: by the database. */
export type Recomputed = { versions: number; records: number; leftReviews: number; refused: RefusedItem<number>[] }

/**
 * Applies every change of a rule that has not been applied to all records yet, oldest first.
 *
 * The sweep calls it first, and whoever saved a change of a small rule. Stopped or killed, it goes on where it was: records it has
 * reached carry the version. What becomes due stays `retained`, so that the next sweep gives it a whole review period.
 */
export async function recomputePending(db: Db, recomputing: Recomputing): Promise<Recomputed> {
  return applyAll(db, await versionsToApply(db), recomputing)
}

/** As `recomputePending`, for the versions of one rule. */
export async function recomputeRule(db: Db, ruleId: number, recomputing: Recomputing): Promise<Recomputed> {
  return applyAll(db, await versionsToApply(db, ruleId), recomputing)
}

/** As `recomputeRule`, at once, when the rule has so few records that a page can wait for it; null, and nothing done, when it has more. */
export async function recomputeSmallRule(db: Db, ruleId: number, recomputing: Recomputing): Promise<Recomputed | null> {
  const some = await movableCount(db, ruleId, movableStates, SMALL + 1)
  return some > SMALL ? null : recomputeRule(db, ruleId, recomputing)
}

async function applyAll(db: Db, pending: VersionToApply[], recomputing: Recomputing): Promise<Recomputed> {
  const total: Recomputed = { versions: 0, records: 0, leftReviews: 0, refused: [] }
  for (const version of pending) {
    const done = await applyVersion(db, version, recomputing)
    total.versions += 1
    total.records += done.records
    total.leftReviews += done.leftReviews
    total.refused.push(...done.refused)
  }
  return total
}

async function applyVersion(db: Db, version: VersionToApply, { clock, signal, renew, run }: Recomputing) {
  const versions = new Map((await ruleVersions(db, version.ruleId)).map((row) => [row.id, row]))
  const applied = versions.get(version.id)
  if (!applied) throw new Error(`There is no version ${version.id} of rule ${version.ruleId}`)
  const held = { signal: signal ?? new AbortController().signal, renew: renew ?? (async () => {}) }
  const counts = { records: 0, leftReviews: 0 }
  const acting = { who: program(BY_NAME), clock }
  const mover = moverOf(applied, versions, clock.today())
  const movable = (await recordCounts(db, null, version.ruleId)).filter(({ state }) => isMovable(state))
  const total = movable.reduce((sum, { count }) => sum + count, 0)
  await run?.step(`Giving records the dates of ${applied.code}`, total)
  const done = (piece: typeof counts): void => {
    counts.records += piece.records
    counts.leftReviews += piece.leftReviews
  }
  const move = async (tx: Db, ids: readonly number[]) => {
    const moves = (await recordsToMove(tx, version.id, movableStates, ids))
      .map(mover)
      .filter(({ move }) => move.applies)
    const leaving = moves.filter(({ move }) => move.leavesReview)
    const changing = moves.flatMap(({ id, before, state }) => (before === state ? [] : [id]))
    await keepingCounts(tx, changing, async () => {
      if (leaving.length > 0) await leaveReviews(tx, told(applied, clock), leaving)
      await giveDates(tx, version.id, moves)
    })
    if (moves.length > 0)
      await recordEvent(tx, acting, {
        ...{ kind: 'dates recomputed', subject: { kind: 'retention rule', id: applied.code } },
        records: moves.map(({ id }) => id),
        facts: { version: applied.version, 'left reviews': leaving.length },
      })
    if (run) await addToRun(tx, run.id, { done: ids.length, examined: moves.length, withdrawn: leaving.length })
    return { records: moves.length, leftReviews: leaving.length }
  }
  const refused: RefusedItem<number>[] = []
  const last = await lastRecordId(db)
  for (let after = 0; after < last; after += IDS_AT_ONCE) {
    const ids = await idsOfRule(db, version.ruleId, movableStates, { after, upTo: after + IDS_AT_ONCE })
    refused.push(...(await inChunks(db, ids, { ...held, done }, move)))
  }
  await db.transaction().execute(async (tx) => {
    await closeEmptied(tx, acting)
    if (refused.length === 0) await markApplied(tx, version.id, clock.now())
  })
  return { ...counts, refused }
}

const told = (version: RuleRow, clock: Clock) => ({
  code: version.code,
  version: version.version,
  now: clock.now(),
  byName: version.createdByName,
})

const isMovable = (state: RecordState): boolean => movableStates.some((movable) => movable === state)

/** `before`, `state`: in which the record is, and in which it is then. */
type Moved = MovedRecord & { before: RecordState; state: RecordState; move: Move }

/** What the version does to a record; dates are counted once for all records with the same trigger date and extension. */
function moverOf(applied: RuleRow, versions: Map<number, RuleRow>, today: IsoDate): (record: RecordToMove) => Moved {
  const placements = new Map<string, Placement>()
  const shortens = applied.shortensExisting === 1
  const sameAs = new Map([...versions].map(([id, version]) => [id, sameBasis(version, applied)]))
  return (record) => {
    const key = `${record.triggerOn}/${record.keptUntil}`
    const placement = placements.get(key) ?? place(applied, record.triggerOn, record.keptUntil)
    placements.set(key, placement)
    const same = sameAs.get(record.ruleVersionId) ?? false
    const move = moveUnder(record, placement, { today, shortens, sameBasis: same })
    const stays = !move.leavesReview && (record.state === 'due' || record.state === 'approved')
    return { id: record.id, placement, move, before: record.state, state: stays ? record.state : placement.state }
  }
}
