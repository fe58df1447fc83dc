import type { EventKind } from './audit-event.ts'
import { type Instant, type IsoDate, londonDate } from './calendar.ts'

/** Something that happened to an instruction, as the audit trail has it. `records`: of how many it tells. */
export type InstructionEvent = {
  kind: EventKind
  at: Instant
  facts: Record<string, string | number | boolean>
  records: number
}

/** What the events of an instruction come to. `toldOn`: the day on which its source was told last; counts are of records, as answers came. */
export type InstructionPast = {
  state: 'preparing' | 'open' | 'closed'
  round: number
  records: number
  done: number
  notFound: number
  failed: number
  toldOn: IsoDate | null
  chasedOn: IsoDate | null
  closedAt: Instant | null
}

/** The events that an instruction is told by, in the order in which it meets them. */
export const instructionEvents = [
  ...(['instructed', 'instruction opened', 'disposal answered', 'recall answered'] as const),
  ...(['chased', 'instruction closed', 'instructed again'] as const),
]

/**
 * How an instruction stands after some of its events, in the order in which they happened.
 *
 * Records that were called back are not counted: events that take records back tell of failed ones too, which have had their answer.
 */
export function pastOf(events: readonly InstructionEvent[]): InstructionPast {
  const begun: InstructionPast = {
    ...{ state: 'preparing', round: 1, records: 0, done: 0, notFound: 0, failed: 0 },
    ...{ toldOn: null, chasedOn: null, closedAt: null },
  }
  return events.reduce(after, begun)
}

function after(past: InstructionPast, { kind, at, facts, records }: InstructionEvent): InstructionPast {
  const told = { toldOn: londonDate(at), chasedOn: null, closedAt: null }
  const isClosed = past.state === 'closed'
  const round = past.round + (isClosed ? 1 : 0)
  switch (kind) {
    case 'instructed':
      return { ...past, ...told, round, state: isClosed ? 'preparing' : past.state, records: past.records + records }
    case 'instructed again':
      return records === 0 ? past : { ...past, ...told, round, state: 'open', failed: past.failed - records }
    case 'instruction opened':
      return { ...past, state: 'open' }
    case 'instruction closed':
      return { ...past, state: 'closed', closedAt: at }
    case 'disposal answered': {
      const more = (name: string) => Number(facts[name] ?? 0)
      const counts = { done: past.done + more('done'), notFound: past.notFound + more('not found') }
      return { ...past, ...counts, failed: past.failed + more('failed') }
    }
    case 'recall answered':
      return facts.answer === 'too late' ? { ...past, done: past.done + records } : past
    case 'chased':
      return { ...past, chasedOn: londonDate(at) }
    default:
      return past
  }
}
