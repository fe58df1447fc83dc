import type { IsoDate } from '../domain/calendar.ts'
import type { Acting } from './acting.ts'
import type { RunEnd } from './job-runs.ts'
import type { SweepError } from './sweep-notes.ts'

/** Who asks for a sweep, and for when. `asOf`: a past date, today when left out; `confirmDate`: a person says that it is right. */
export type SweepContext = Acting & {
  asOf?: IsoDate | undefined
  confirmDate?: boolean | undefined
  signal?: AbortSignal | undefined
  /** How long to wait for a sweep of another process to end. */
  patienceSeconds?: number
}

/**
 * What a sweep did. `examined`: every record that was past its period or in a review; `still_due`: due since an earlier run.
 *
 * `held`: under a hold and past their period. `errors`: records that could not be flagged, with the reason.
 */
export type SweepResult = {
  as_of: IsoDate
  days_missed: number
  examined: number
  newly_due: number
  withdrawn: number
  held: number
  still_due: number
  errors: SweepError[]
  duration_ms: number
}

/** The result of a sweep from the run that it was, its day, and the nights it made up for. */
export const sweepResult = ({ numbers, durationMs }: RunEnd, asOf: IsoDate, missed: number): SweepResult => ({
  as_of: asOf,
  days_missed: missed,
  examined: numbers.examined ?? 0,
  newly_due: numbers.newlyDue ?? 0,
  withdrawn: numbers.withdrawn ?? 0,
  held: numbers.held ?? 0,
  still_due: numbers.stillDue ?? 0,
  errors: (numbers.errors ?? []) as SweepError[],
  duration_ms: durationMs,
})
