import { caughtByHolds } from '../../db/queries/caught.ts'
import type { Caught } from '../../db/queries/record-conditions.ts'
import { type RecordTerms, recordTerms } from '../../db/queries/record-terms.ts'
import { wantedRecords } from '../../db/queries/record-wanted.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { isEnded, type RecordState, recordStates } from '../domain/held-record.ts'
import { recordPage, type Total } from './record-page.ts'

/** How many records of a rule, by its code, holds keep that are past their period on a day, within a reach (null: all). */
export async function heldPastPeriod(db: Db, rule: string, today: IsoDate, reach: number[] | null): Promise<Total> {
  const caught = await caughtByHolds(db)
  if (caught.holds.length === 0) return { records: 0, exact: true }
  const asked = { rule, state: 'retained', dueTo: today, caught } as const
  return (await recordPage(db, wantedRecords(asked, reach, await recordTerms(db)), 'received', 1)).total
}

/** How many records holds keep of each state, within a reach (null: all); states without any are left out, and those in which records have ended. */
export async function caughtByState(
  db: Db,
  caught: Caught,
  reach: number[] | null,
  terms: RecordTerms,
): Promise<{ state: RecordState; total: Total }[]> {
  const states: { state: RecordState; total: Total }[] = []
  for (const state of recordStates.filter((each) => !isEnded(each))) {
    const { total } = await recordPage(db, wantedRecords({ caught, state }, reach, terms), 'received', 1)
    if (total.records > 0) states.push({ state, total })
  }
  return states
}
