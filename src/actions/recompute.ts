import { lastRecordId } from '../../db/queries/feed-records.ts'
import { addToRun } from '../../db/queries/job-runs.ts'
import { recordCounts } from '../../db/queries/record-counts.ts'
import { idsOfRules, movableCount } from '../../db/queries/rule-records.ts'
import { markApplied, type VersionToApply, versionsToApply } from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { datesStep } from '../domain/dates-step.ts'
import type { RecordState } from '../domain/held-record.ts'
import { rememberedPlaces } from '../domain/placement.ts'
import { movableStates } from '../domain/rule-change.ts'
import { inChunks, type RefusedItem } from './chunks.ts'
import { closeEmptied } from './empty-reviews.ts'
import type { Held } from './job-leases.ts'
import type { Running } from './job-runs.ts'
import { lookingUp } from './looking-ahead.ts'
import {
  inRounds,
  type Movers,
  moveAll,
  moversOf,
  movesAmong,
  type Piece,
  recomputingAt,
  recordPieces,
} from './rule-moves.ts'

const SMALL = 5_000
/** Of so many ids of all records those of changed rules are held in memory at a time. */
const IDS_AT_ONCE = 1_000_000

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

/** Applies a version of each of some rules, going through all records once: for each rule by itself the whole table would be written again. */
async function applyRound(db: Db, round: VersionToApply[], { clock, signal, renew, run }: Recomputing) {
  const today = clock.today()
  const movers = await moversOf(db, round, { placed: rememberedPlaces(), today })
  const records = await recordsOf(db, movers)
  await run?.step(datesStep([...movers.values()].map(({ applied }) => applied.code)), records)
  const acting = recomputingAt(clock)
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
  const moves = await lookingUp(db, { versions: round, today }, records)
  const move = async (tx: Db, ids: readonly number[], coming: readonly number[]): Promise<Piece> => {
    const piece = await moveAll(tx, movers, await moves.lookUp(tx, ids, coming), clock)
    const examined = piece.reduce((sum, { ids: moved }) => sum + moved.length, 0)
    const withdrawn = piece.reduce((sum, { left }) => sum + left, 0)
    if (run) await addToRun(tx, run.id, { done: ids.length, examined, withdrawn })
    return piece
  }
  const refused: RefusedItem<number>[] = []
  try {
    const last = await lastRecordId(db)
    for (let after = 0; after < last; after += IDS_AT_ONCE) {
      const ids = await idsOfRules(db, [...movers.keys()], movableStates, { after, upTo: after + IDS_AT_ONCE })
      refused.push(...(await inChunks(db, ids, held, move)))
    }
  } finally {
    await moves.end()
  }
  await db.transaction().execute(async (tx) => {
    await closeEmptied(tx, acting)
    const refusedIds = refused.map(({ item }) => item)
    const left = await movesAmong(tx, movers, refusedIds)
    const unfinished = new Set(left.of.map(({ ruleId }) => ruleId))
    for (const { id, ruleId } of round) if (!unfinished.has(ruleId)) await markApplied(tx, id, clock.now())
  })
  return { ...counts, refused }
}

async function recordsOf(db: Db, movers: Movers): Promise<number> {
  const all = await recordCounts(db, null)
  const movable = all.filter(({ ruleId, state }) => movers.has(ruleId) && isMovable(state))
  return movable.reduce((sum, { count }) => sum + count, 0)
}

const isMovable = (state: RecordState): boolean => movableStates.some((movable) => movable === state)
