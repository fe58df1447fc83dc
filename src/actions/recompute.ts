import { lastRecordId } from '../../db/queries/feed-records.ts'
import { addToRun } from '../../db/queries/job-runs.ts'
import { keepingCounts, recordCounts } from '../../db/queries/record-counts.ts'
import { type RuleRow, ruleVersions } from '../../db/queries/retention-rules.ts'
import { giveDates, leaveReviews, type MovedRecord } from '../../db/queries/rule-moves.ts'
import { idsOfRules, movableCount, type RecordToMove, recordsToMove } from '../../db/queries/rule-records.ts'
import { markApplied, type VersionToApply, versionsToApply } from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import { datesStep } from '../domain/dates-step.ts'
import type { RecordState } from '../domain/held-record.ts'
import { program } from '../domain/permission.ts'
import { type place, rememberedPlaces } from '../domain/placement.ts'
import { type Move, movableStates, moveUnder, sameBasis } from '../domain/rule-change.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { inChunks, type RefusedItem } from './chunks.ts'
import { closeEmptied } from './empty-reviews.ts'
import type { Held } from './job-leases.ts'
import type { Running } from './job-runs.ts'

const SMALL = 5_000
/** Of so many ids of all records those of changed rules are held in memory at a time. */
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
  for (const round of inRounds(pending)) {
    const done = await applyRound(db, round, recomputing)
    total.versions += round.length
    total.records += done.records
    total.leftReviews += done.leftReviews
    total.refused.push(...done.refused)
  }
  return total
}

/** The first version of each rule that waits, then the second of each, and so on: each builds on the dates that the one before gave. */
function inRounds(pending: readonly VersionToApply[]): VersionToApply[][] {
  const rounds: VersionToApply[][] = []
  for (const ofRule of Map.groupBy(pending, ({ ruleId }) => ruleId).values())
    for (const [n, version] of ofRule.entries()) {
      rounds[n] ??= []
      rounds[n].push(version)
    }
  return rounds
}

/** Applies a version of each of some rules, going through all records once: for each rule by itself the whole table would be written again. */
async function applyRound(db: Db, round: VersionToApply[], { clock, signal, renew, run }: Recomputing) {
  const movers = new Map<number, Mover>()
  const measures = { placed: rememberedPlaces(), today: clock.today() }
  for (const { id, ruleId } of round) movers.set(ruleId, await moverOf(db, ruleId, id, measures))
  await run?.step(datesStep([...movers.values()].map(({ applied }) => applied.code)), await recordsOf(db, movers))
  const acting = { who: program(BY_NAME), clock }
  const counts = { records: 0, leftReviews: 0 }
  const held = {
    signal: signal ?? new AbortController().signal,
    renew: renew ?? (async () => {}),
    sum: (tx: Db, pieces: readonly Piece[]) => recordPieces(tx, acting, pieces.flat()),
    done: (piece: Piece) => {
      for (const { ids, left } of piece) {
        counts.records += ids.length
        counts.leftReviews += left
      }
    },
  }
  const move = async (tx: Db, ids: readonly number[]): Promise<Piece> => {
    const moves = movesOf(movers, await recordsToMove(tx, movableStates, ids))
    await moveAll(tx, moves, clock)
    if (run)
      await addToRun(tx, run.id, { done: ids.length, examined: moves.length, withdrawn: leavingOf(moves).length })
    return [...Map.groupBy(moves, ({ mover }) => mover)].map(([{ applied }, some]) => ({
      applied,
      ids: some.map(({ id }) => id),
      left: leavingOf(some).length,
    }))
  }
  const refused: RefusedItem<number>[] = []
  const last = await lastRecordId(db)
  for (let after = 0; after < last; after += IDS_AT_ONCE) {
    const ids = await idsOfRules(db, [...movers.keys()], movableStates, { after, upTo: after + IDS_AT_ONCE })
    refused.push(...(await inChunks(db, ids, held, move)))
  }
  await db.transaction().execute(async (tx) => {
    await closeEmptied(tx, acting)
    const refusedIds = refused.map(({ item }) => item)
    const left = movesOf(movers, await recordsToMove(tx, movableStates, refusedIds))
    const unfinished = new Set(left.map(({ mover }) => mover.applied.id))
    for (const { id } of round) if (!unfinished.has(id)) await markApplied(tx, id, clock.now())
  })
  return { ...counts, refused }
}

/** What was done to some records at once, by the version that was applied to them. `left`: so many of them left their reviews. */
type Piece = { applied: RuleRow; ids: number[]; left: number }[]

async function recordsOf(db: Db, movers: ReadonlyMap<number, Mover>): Promise<number> {
  const all = await recordCounts(db, null)
  const movable = all.filter(({ ruleId, state }) => movers.has(ruleId) && isMovable(state))
  return movable.reduce((sum, { count }) => sum + count, 0)
}

async function moveAll(tx: Db, moves: readonly Moved[], clock: Clock): Promise<void> {
  const changing = moves.flatMap(({ id, before, state }) => (before === state ? [] : [id]))
  await keepingCounts(tx, changing, async () => {
    for (const [{ applied }, some] of Map.groupBy(leavingOf(moves), ({ mover }) => mover))
      await leaveReviews(tx, told(applied, clock), some)
    await giveDates(tx, moves)
  })
}

const leavingOf = (moves: readonly Moved[]): Moved[] => moves.filter(({ move }) => move.leavesReview)

/** An event of each version for all that one transaction does. */
async function recordPieces(tx: Db, acting: Acting, pieces: Piece): Promise<void> {
  for (const [{ code, version }, some] of Map.groupBy(pieces, ({ applied }) => applied))
    await recordEvent(tx, acting, {
      ...{ kind: 'dates recomputed', subject: { kind: 'retention rule', id: code } },
      records: some.flatMap(({ ids }) => ids),
      facts: { version, 'left reviews': some.reduce((sum, { left }) => sum + left, 0) },
    })
}

/** What the versions do to records, as far as they are of these rules and have not been reached by them or later ones. */
function movesOf(movers: ReadonlyMap<number, Mover>, records: readonly RecordToMove[]): Moved[] {
  const moves: Moved[] = []
  for (const record of records) {
    const mover = movers.get(record.ruleId)
    if (!mover || record.ruleVersionId >= mover.applied.id) continue
    const moved = mover.moved(record)
    if (moved.move.applies) moves.push(moved)
  }
  return moves
}

const told = (version: RuleRow, clock: Clock) => ({
  code: version.code,
  version: version.version,
  now: clock.now(),
  byName: version.createdByName,
})

const isMovable = (state: RecordState): boolean => movableStates.some((movable) => movable === state)

/** `before`, `state`: in which the record is, and in which it is then. */
type Moved = MovedRecord & { versionId: number; before: RecordState; state: RecordState; move: Move; mover: Mover }

/** A version, and what it does to a record of its rule. */
type Mover = { applied: RuleRow; moved: (record: RecordToMove) => Moved }

type Measures = { placed: typeof place; today: IsoDate }

async function moverOf(db: Db, ruleId: number, versionId: number, { placed, today }: Measures): Promise<Mover> {
  const versions = new Map((await ruleVersions(db, ruleId)).map((row) => [row.id, row]))
  const applied = versions.get(versionId)
  if (!applied) throw new Error(`There is no version ${versionId} of rule ${ruleId}`)
  const shortens = applied.shortensExisting === 1
  const sameAs = new Map([...versions].map(([id, version]) => [id, sameBasis(version, applied)]))
  const mover: Mover = {
    applied,
    moved: (record) => {
      const placement = placed(applied, record.triggerOn, record.keptUntil)
      const same = sameAs.get(record.ruleVersionId) ?? false
      const move = moveUnder(record, placement, { today, shortens, sameBasis: same })
      const stays = !move.leavesReview && (record.state === 'due' || record.state === 'approved')
      const state = stays ? record.state : placement.state
      return { id: record.id, versionId, placement, move, before: record.state, state, mover }
    },
  }
  return mover
}
