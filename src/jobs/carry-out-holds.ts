import { carryOutHolds } from '../actions/hold-release.ts'
import { countOf } from '../domain/list.ts'
import type { JobContext, Report } from './run.ts'

/** Takes what disposal holds catch out of reviews and approvals, and asks sources to stop. */
export async function carryOut({ db, clock, signal }: JobContext): Promise<Report> {
  const records = await carryOutHolds(db, { clock, signal })
  return { text: `Disposal holds took out, or asked to stop, ${countOf(records, 'record')}.`, again: false }
}
