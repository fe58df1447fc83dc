import type { Caught } from '../../db/queries/record-conditions.ts'
import type { RecordTerms } from '../../db/queries/record-terms.ts'
import { wantedRecords } from '../../db/queries/record-wanted.ts'
import type { Db } from '../../db/schema.ts'
import { isEnded, type RecordState, recordStates } from '../domain/held-record.ts'
import { recordPage, type Total } from './record-page.ts'

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
