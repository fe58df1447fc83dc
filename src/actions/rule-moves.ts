import { keepingCounts } from '../../db/queries/record-counts.ts'
import { type RuleRow, ruleVersions } from '../../db/queries/retention-rules.ts'
import {
  type DatedRecord,
  datesOf,
  type GivenDates,
  giveDates,
  type LeavingRecord,
  leaveReviews,
  type MovedRecord,
} from '../../db/queries/rule-moves.ts'
import { type RecordToMove, recordsToMove } from '../../db/queries/rule-records.ts'
import { type VersionToApply, versionsAfter } from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import type { RecordState } from '../domain/held-record.ts'
import { program } from '../domain/permission.ts'
import { type Placement, type place, rememberedPlaces } from '../domain/placement.ts'
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
    const moves = await movesAmong(tx, movers, ids)
    await recordPieces(tx, recomputingAt(clock), await moveAll(tx, movers, moves, clock))
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

/**
 * What versions do to some records, as far as they are of these rules and have not been reached by them or later ones.
 *
 * Nothing of it has to be looked up again, so that another thread may find it out. `changing`: the ids of those whose state changes; `of`: what
 * the version of each rule reaches, and which of that leave their reviews.
 */
export type Moves = { dates: GivenDates; changing: number[]; of: MovesOf[] }
type MovesOf = { ruleId: number; ids: number[]; leaving: MovedRecord[] }

/** What the versions do to those of some records that they reach. */
export async function movesAmong(db: Db, movers: Movers, ids: readonly number[]): Promise<Moves> {
  const moved: DatedRecord[] = []
  const changing: number[] = []
  const of = new Map<number, MovesOf>()
  for (const record of await recordsToMove(db, movableStates, ids)) {
    const { id, ruleId, state: before } = record
    const mover = movers.get(ruleId)
    if (!mover || record.ruleVersionId >= mover.applied.id) continue
    const { applies, leavesReview, placement, state } = mover.moved(record)
    if (!applies) continue
    moved.push({ id, versionId: mover.applied.id, placement, before, state })
    if (before !== state) changing.push(id)
    const ofRule = of.get(ruleId) ?? { ruleId, ids: [], leaving: [] }
    of.set(ruleId, ofRule)
    ofRule.ids.push(id)
    if (leavesReview) ofRule.leaving.push({ id, placement })
  }
  return { dates: datesOf(db, moved), changing, of: [...of.values()] }
}

/** What is the same for all records of which it is looked up what versions do to them. */
export type MovesAsked = { versions: readonly VersionToApply[]; today: IsoDate }

/** Looks up what versions do to some records, by their ids, as they stand for that connection. */
export type LookUp = (db: Db, ids: readonly number[]) => Promise<Moves>

/** Begins to look up what some versions, no two of them of one rule, do to records. */
export async function lookUpOf(db: Db, { versions, today }: MovesAsked): Promise<LookUp> {
  const movers = await moversOf(db, versions, { placed: rememberedPlaces(), today })
  return (at, ids) => movesAmong(at, movers, ids)
}

/** What was done to some records at once, by the version that was applied to them. `left`: so many of them left their reviews. */
export type Piece = { applied: RuleRow; ids: number[]; left: number }[]

/** Moves records as it was found that their rules do, in the caller's transaction, and says what that came to. */
export async function moveAll(tx: Db, movers: Movers, { dates, changing, of }: Moves, clock: Clock): Promise<Piece> {
  const piece = of.map(({ ruleId, ids, leaving }) => ({ applied: appliedTo(movers, ruleId), ids, leaving }))
  const leavingAll = piece.flatMap(({ applied: { code, version, createdByName: byName }, leaving }) =>
    leaving.map((moved): LeavingRecord => ({ ...moved, code, version, byName })),
  )
  await keepingCounts(tx, { ids: changing, now: clock.now() }, async () => {
    await leaveReviews(tx, leavingAll, clock.now())
    await giveDates(tx, dates)
  })
  return piece.map(({ applied, ids, leaving }) => ({ applied, ids, left: leaving.length }))
}

function appliedTo(movers: Movers, ruleId: number): RuleRow {
  const mover = movers.get(ruleId)
  if (!mover) throw new Error(`No version of rule ${ruleId} is being applied`)
  return mover.applied
}

/** An event of each version for all that one transaction does. */
export async function recordPieces(tx: Db, acting: Acting, pieces: Piece): Promise<void> {
  for (const [{ code, version }, some] of Map.groupBy(pieces, ({ applied }) => applied))
    await recordEvent(tx, acting, {
      ...{ kind: 'dates recomputed', subject: { kind: 'retention rule', id: code } },
      records: some.flatMap(({ ids }) => ids),
      facts: { version, 'left reviews': some.reduce((sum, { left }) => sum + left, 0) },
    })
}

/** What a version does to a record of its rule, in which state the record is then, and where it puts it. */
type Moved = Move & { placement: Placement; state: RecordState }

/** A version, and what it does to a record of its rule. */
export type Mover = { applied: RuleRow; moved: (record: RecordToMove) => Moved }

/** The version of each rule that is applied, by the rule. */
export type Movers = ReadonlyMap<number, Mover>

type Measures = { placed: typeof place; today: IsoDate }

/** By its rule, what each of some versions does to records; no two are of one rule. */
export async function moversOf(db: Db, versions: readonly VersionToApply[], measures: Measures): Promise<Movers> {
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
  return {
    applied,
    moved: (record) => {
      const placement = placed(applied, record.triggerOn, record.keptUntil)
      const same = sameAs.get(record.ruleVersionId) ?? false
      const move = moveUnder(record, placement, { today, shortens, sameBasis: same })
      const stays = !move.leavesReview && (record.state === 'due' || record.state === 'approved')
      return { ...move, placement, state: stays ? record.state : placement.state }
    },
  }
}
