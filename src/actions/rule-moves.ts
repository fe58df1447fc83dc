import { keepingCounts } from '../../db/queries/record-counts.ts'
import { type RuleRow, ruleVersions } from '../../db/queries/retention-rules.ts'
import { giveDates, leaveReviews, type MovedRecord } from '../../db/queries/rule-moves.ts'
import { type RecordToMove, recordsToMove } from '../../db/queries/rule-records.ts'
import { type VersionToApply, versionsAfter } from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import type { RecordState } from '../domain/held-record.ts'
import { program } from '../domain/permission.ts'
import { type place, rememberedPlaces } from '../domain/placement.ts'
import { type Move, movableStates, moveUnder, sameBasis } from '../domain/rule-change.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'

/** Who gives records the dates of changed rules. */
export const recomputingAt = (clock: Clock): Acting => ({ who: program('Dates of changed rules'), clock })

/**
 * Gives some records the dates of all later versions of their rules, in the caller's transaction: those that came while an instruction had the
 * records out of reach. Others are left as they are.
 */
export async function applyLaterVersions(tx: Db, clock: Clock, ids: readonly number[]): Promise<void> {
  const measures = { placed: rememberedPlaces(), today: clock.today() }
  for (const round of inRounds(await versionsAfter(tx, ids))) {
    const movers = await moversOf(tx, round, measures)
    const moves = movesOf(movers, await recordsToMove(tx, movableStates, ids))
    await recordPieces(tx, recomputingAt(clock), await moveAll(tx, moves, clock))
  }
}

/** The first version of each rule that waits, then the second of each, and so on: each builds on the dates that the one before gave. */
export function inRounds(pending: readonly VersionToApply[]): VersionToApply[][] {
  const rounds: VersionToApply[][] = []
  for (const ofRule of Map.groupBy(pending, ({ ruleId }) => ruleId).values())
    for (const [n, version] of ofRule.entries()) {
      rounds[n] ??= []
      rounds[n].push(version)
    }
  return rounds
}

/** What was done to some records at once, by the version that was applied to them. `left`: so many of them left their reviews. */
export type Piece = { applied: RuleRow; ids: number[]; left: number }[]

/** Moves records as it was found that their rules do, in the caller's transaction, and says what that came to. */
export async function moveAll(tx: Db, moves: readonly Moved[], clock: Clock): Promise<Piece> {
  const changing = moves.flatMap(({ id, before, state }) => (before === state ? [] : [id]))
  await keepingCounts(tx, changing, async () => {
    for (const [{ applied }, some] of Map.groupBy(leavingOf(moves), ({ mover }) => mover))
      await leaveReviews(tx, told(applied, clock), some)
    await giveDates(tx, moves)
  })
  return [...Map.groupBy(moves, ({ mover }) => mover)].map(([{ applied }, some]) => ({
    applied,
    ids: some.map(({ id }) => id),
    left: leavingOf(some).length,
  }))
}

const leavingOf = (moves: readonly Moved[]): Moved[] => moves.filter(({ move }) => move.leavesReview)

/** An event of each version for all that one transaction does. */
export async function recordPieces(tx: Db, acting: Acting, pieces: Piece): Promise<void> {
  for (const [{ code, version }, some] of Map.groupBy(pieces, ({ applied }) => applied))
    await recordEvent(tx, acting, {
      ...{ kind: 'dates recomputed', subject: { kind: 'retention rule', id: code } },
      records: some.flatMap(({ ids }) => ids),
      facts: { version, 'left reviews': some.reduce((sum, { left }) => sum + left, 0) },
    })
}

/** What the versions do to records, as far as they are of these rules and have not been reached by them or later ones. */
export function movesOf(movers: ReadonlyMap<number, Mover>, records: readonly RecordToMove[]): Moved[] {
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

/** `before`, `state`: in which the record is, and in which it is then. */
type Moved = MovedRecord & { versionId: number; before: RecordState; state: RecordState; move: Move; mover: Mover }

/** A version, and what it does to a record of its rule. */
export type Mover = { applied: RuleRow; moved: (record: RecordToMove) => Moved }

type Measures = { placed: typeof place; today: IsoDate }

/** By its rule, what each of some versions does to records; no two are of one rule. */
export async function moversOf(
  db: Db,
  versions: readonly VersionToApply[],
  measures: Measures,
): Promise<Map<number, Mover>> {
  const movers = new Map<number, Mover>()
  for (const { id, ruleId } of versions) movers.set(ruleId, await moverOf(db, ruleId, id, measures))
  return movers
}

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
