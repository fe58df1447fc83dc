import type { IsoDate } from './calendar.ts'
import { isEnded, type RecordState } from './held-record.ts'

/**
 * The last day on which its source system is known to have listed a record.
 *
 * A full feed does not write the day on each record that it lists unchanged: what is not missing when the whole list has been
 * compared was seen on that day. Records that are gone or missing have kept the day on which they were last seen.
 */
export function lastSeen(
  record: { state: RecordState; lastSeenOn: IsoDate; missingSince: IsoDate | null },
  lastFullFeedOn: IsoDate | null,
): IsoDate {
  const stands = record.missingSince !== null || isEnded(record.state) || lastFullFeedOn === null
  return stands || lastFullFeedOn < record.lastSeenOn ? record.lastSeenOn : lastFullFeedOn
}
