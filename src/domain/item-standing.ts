import { dateInWords, type IsoDate } from './calendar.ts'
import type { DisposedState } from './disposal.ts'
import type { Answer, Outcome } from './disposal-answer.ts'

/** Where an item of an instruction stands, as far as an answer depends on it. `isHeld`: a hold keeps its record, or it was called back. */
export type ItemStanding = {
  state: 'instructed' | 'done' | 'not found' | 'failed' | 'recalled'
  doneOn: IsoDate | null
  isHeld: boolean
}

/** Why an answer is not taken: `repeated` is one that says nothing new. */
export type NotTaken = { result: 'repeated' | 'rejected'; text: string }

/** Why an answer for an item cannot be taken, or null when it can. */
export function reasonNotToTake(item: ItemStanding | undefined, answer: Answer): NotTaken | null {
  if (!item) return { result: 'rejected', text: 'No record of this instruction has this reference' }
  if (item.state === 'recalled') return { result: 'rejected', text: 'It was called back, and the source has stopped' }
  if (item.state !== 'instructed') return { result: isSame(item, answer) ? 'repeated' : 'rejected', text: before(item) }
  if (item.isHeld)
    return { result: 'rejected', text: 'It was called back: answer the recall, with stopped or too late' }
  return null
}

const isSame = (item: ItemStanding, answer: Answer): boolean =>
  item.state === answer.outcome && (answer.outcome !== 'done' || item.doneOn === answer.doneOn)

function before({ state, doneOn }: ItemStanding): string {
  if (state === 'done' && doneOn) return `It was answered before: disposed of on ${dateInWords(doneOn)}`
  if (state === 'not found') return 'It was answered before: not found'
  return 'It was answered before as failed: information governance instructs it again, or takes it back'
}

/** What an answer makes of a record, by what its instruction asked for. */
export const stateAfter = (outcome: Outcome, disposed: DisposedState): DisposedState | 'already gone' | 'failed' => {
  if (outcome === 'done') return disposed
  return outcome === 'not found' ? 'already gone' : 'failed'
}
