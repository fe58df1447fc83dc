import { addToRequest, idsAskedFor } from '../../db/queries/extension-requests.ts'
import { datingRules, putRecords } from '../../db/queries/record-placements.ts'
import { type RuleRow, ruleByCode } from '../../db/queries/retention-rules.ts'
import {
  addExceptionChanges,
  addExceptions,
  type Doer,
  type ExceptionRow,
  endAlreadyGone,
  noteDatesUnderRule,
  type StandingException,
  standingExceptions,
  timesKept,
} from '../../db/queries/review-exceptions.ts'
import { existenceOf, idsDueIn } from '../../db/queries/review-records.ts'
import type { Db } from '../../db/schema.ts'
import { stillExisted } from '../domain/already-gone.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import { place } from '../domain/placement.ts'
import { type Exception, KEPT_ALONE } from '../domain/review.ts'
import { type Facts, placerFor } from './review-placing.ts'

/** An exception that has been checked, plain data. `agreedByName`: who agreed that records are kept longer once more, where somebody had to. */
export type ExceptionToMake = {
  reviewId: number
  batchId: number
  exception: Exception
  agreedByName: string | null
  by: Doer
}

/** What came of it, by ids in order: for which records it stands, and for which information governance is asked first; `left`: how many left. */
export type Excepted = { ids: number[]; asked: number[]; left: number }

/**
 * Makes an exception for those of some records that are due in its review, and puts them where it takes them; in the caller's transaction.
 *
 * What has been kept longer twice stays where it is and waits for information governance, unless that has agreed.
 */
export async function exceptPiece(
  tx: Db,
  making: ExceptionToMake,
  ids: readonly number[],
  clock: Clock,
): Promise<Excepted> {
  const due = await eligible(tx, making, await idsDueIn(tx, making.reviewId, ids))
  const { alone, asked } = await askFirst(tx, making, due)
  // The rule as it is in force now: a change of it between two pieces reaches those that follow.
  const rule = making.exception.kind === 'wrong rule' ? await ruleNamed(tx, making.exception.rule) : null
  await addExceptions(tx, { ...making, row: rowOf(making.exception, rule) }, alone)
  const rows = await standingExceptions(tx, making.batchId, alone)
  const done = rows.map(({ recordId }) => recordId).sort((a, b) => a - b)
  const left = await putExcepted(tx, making.exception, rule, rows, done, clock)
  if (rule !== null) await noteDatesUnderRule(tx, making.batchId, done)
  await addExceptionChanges(tx, making.batchId, done)
  return { ids: done, asked, left }
}

/** What its source has listed since somebody said that it was gone is not gone, and stays. */
async function eligible(tx: Db, { reviewId, exception }: ExceptionToMake, due: number[]): Promise<number[]> {
  if (exception.kind !== 'already gone') return due
  const known = await existenceOf(tx, reviewId, due)
  return known.filter((record) => !stillExisted(record, exception.date)).map(({ id }) => id)
}

async function askFirst(tx: Db, making: ExceptionToMake, due: number[]): Promise<{ alone: number[]; asked: number[] }> {
  const { exception, agreedByName } = making
  if (exception.kind !== 'keep longer' || agreedByName !== null) return { alone: due, asked: [] }
  const waiting = await idsAskedFor(tx, due)
  const times = await timesKept(tx, due)
  const keptOften = (id: number): boolean => (times.get(id) ?? 0) >= KEPT_ALONE
  const asked = due.filter((id) => keptOften(id) && !waiting.has(id))
  if (asked.length > 0) await addToRequest(tx, { ...making, extension: exception }, asked)
  return { alone: due.filter((id) => !keptOften(id)), asked }
}

async function ruleNamed(tx: Db, code: string): Promise<RuleRow> {
  const rule = await ruleByCode(tx, code, null)
  if (!rule) throw new Error(`There is no rule ${code}`)
  return rule
}

const rowOf = (exception: Exception, rule: RuleRow | null): ExceptionRow =>
  exception.kind === 'wrong rule'
    ? { kind: exception.kind, reason: exception.reason, ruleId: rule?.ruleId ?? 0 }
    : exception

/** Puts the records where they belong by now; returns how many have left the review. */
async function putExcepted(
  tx: Db,
  exception: Exception,
  rule: RuleRow | null,
  rows: StandingException[],
  ids: number[],
  clock: Clock,
): Promise<number> {
  if (exception.kind === 'already gone') {
    await endAlreadyGone(tx, ids, clock.now())
    return ids.length
  }
  const versions = await datingRules(tx, new Set(rows.map((row) => row.ruleVersionId)))
  if (exception.kind === 'wrong rule') {
    if (!rule) throw new Error('The exception names no rule')
    const placed = rows.map((row) => {
      const facts = factsUnderRule(row, versions.get(row.ruleVersionId), rule, exception.date)
      return { ...facts, ...place(rule, facts.triggerOn, facts.keptUntil), review: null }
    })
    await putRecords(tx, placed, clock.now(), { ruleId: rule.ruleId, ruleVersionId: rule.id })
    return ids.length
  }
  const placeRecord = placerFor(versions, clock.today())
  const placed = rows.map((row) => placeRecord(factsUnder(row, exception), row))
  await putRecords(tx, placed, clock.now())
  return placed.filter(({ review: stays }) => stays === null).length
}

/** A corrected record remembers the date that its source sent first; corrected back to it, there is nothing to remember. */
function factsUnder(row: StandingException, { kind, date }: Exclude<Exception, { kind: 'wrong rule' }>): Facts {
  const { recordId: id, triggerOn, correctedFrom, keptUntil } = row
  if (kind === 'keep longer') return { id, triggerOn, correctedFrom, keptUntil: date }
  return { id, triggerOn: date, correctedFrom: correctedTo(row, date), keptUntil }
}

/**
 * The facts of a record under the right rule. A date that was another event’s is none of this rule’s: without a right one the record is open,
 * since nothing is given a date by guess. An extension ends where the right rule says how long records may be kept at most.
 */
function factsUnderRule(
  row: StandingException,
  before: Pick<RuleRow, 'triggerKind' | 'triggerEvent'> | undefined,
  right: RuleRow,
  date: IsoDate | null,
): Facts {
  const sameEvent = before?.triggerKind === right.triggerKind && before.triggerEvent === right.triggerEvent
  const own = sameEvent || right.triggerKind === 'none' ? row.triggerOn : null
  const triggerOn = date ?? own
  const keptUntil = right.constraint === 'maximum' ? null : row.keptUntil
  return { id: row.recordId, triggerOn, correctedFrom: correctedTo(row, triggerOn), keptUntil }
}

function correctedTo({ triggerOn, correctedFrom }: StandingException, date: IsoDate | null): IsoDate | null {
  const sent = correctedFrom ?? triggerOn
  return sent === date ? null : sent
}
