import { moveLeftBehind } from '../actions/service-moves.ts'
import { countOf } from '../domain/list.ts'
import { program } from '../domain/permission.ts'
import type { JobContext, Report } from './run.ts'

/** Gives the records of services that were merged away to those in their place. */
export async function moveRecords({ db, clock, signal }: JobContext): Promise<Report> {
  const moved = await moveLeftBehind(db, { who: program('Merge of services'), clock, signal })
  return { text: `Moved ${countOf(moved, 'record')} of services that were merged away.`, again: false }
}
