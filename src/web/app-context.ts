import type { Logger } from 'pino'
import type { Db } from '../../db/schema.ts'
import type { By } from '../actions/acting.ts'
import type { LongFile } from '../actions/long-lists.ts'
import type { Config } from '../config.ts'
import type { Clock } from '../domain/calendar.ts'

/** Heavy work handed to a thread of its own; but for files, the answer comes as a row in `job_runs` or `record_feeds`. */
export type HeavyWork = {
  /** Starts loading a feed that waits in `record_feeds`; feeds are taken in the order sent. */
  loadFeeds: () => void
  /** Starts a sweep for today; nothing happens when one is running. `confirmDate`: a person said that today's date is right. */
  sweep: (by: By, confirmDate?: boolean) => void
  /** Starts giving records the dates of rules that were changed. */
  recompute: () => void
  /** Starts giving the records of services that were merged away to those in their place. */
  moveRecords: () => void
  /** Starts taking what holds catch out of reviews and approvals; what they catch is kept already. */
  carryOutHolds: () => void
  /** Starts instructing what is approved, applying answers that were accepted, and forgetting what is gone. */
  instruct: () => void
  /** Starts carrying out decisions on more records than one transaction takes, and instructing what is approved by them. */
  carryOutDecisions: () => void
  /** Sends what waits in the outbox. Every form that was taken does so by itself: see `sendMailAfterwards`. */
  sendMail: () => void
  /**
   * Makes a long file, until it is whole or the signal says that nobody waits for it any more. Throws `TooManyFiles` at once, and
   * `TooLargeForSheet` or whatever went wrong when its pieces are asked for.
   */
  makeFile: (file: LongFile, signal: AbortSignal) => AsyncIterable<Uint8Array>
}

/** What the pages work with. */
export type App = { db: Db; clock: Clock; config: Config; log: Logger; work: HeavyWork }
