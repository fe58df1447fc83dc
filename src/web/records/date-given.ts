import type { RecordHistory, ShownRecord } from '../../../db/queries/record-show.ts'
import type { IsoDate } from '../../domain/calendar.ts'

export type Exception = RecordHistory['exceptions'][number]

/**
 * The trigger date that a record was given with the exception that placed it under another rule; null where it was given none, or where
 * nobody knows it any more because the exception was undone.
 *
 * It stands with the record alone, until another takes its place: what takes it remembers what was there.
 */
export function dateGiven(record: ShownRecord, history: RecordHistory, exception: Exception): IsoDate | null {
  const { id, kind, undoneAt, decidedAt, previousTriggerOn } = exception
  if (kind !== 'wrong rule' || undoneAt !== null) return null
  const change = history.changes.find(({ what, changedAt }) => what === 'trigger date' && changedAt > decidedAt)
  const next = history.exceptions.find((other) => other.id > id)
  const [first] = [
    ...(change ? [{ at: change.changedAt, date: change.before }] : []),
    ...(next ? [{ at: next.decidedAt, date: next.previousTriggerOn }] : []),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const date = first ? first.date : record.triggerOn
  return date === previousTriggerOn ? null : date
}
