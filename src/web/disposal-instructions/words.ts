import { CHASED_AFTER_DAYS, type Instruction } from '../../../db/queries/disposal-instructions.ts'
import type { ListedItem } from '../../../db/queries/instruction-item-list.ts'
import { addDays, type IsoDate } from '../../domain/calendar.ts'
import { countOf, listInWords } from '../../domain/list.ts'
import type { Tag } from '../components.ts'

/** What is to be done with the data, as a verb: “destroy 12 records”. */
export const actionVerbs: Record<Instruction['action'], string> = {
  destroy: 'Destroy',
  anonymise: 'Anonymise',
  'transfer to archive': 'Transfer to the archive',
}

/** Where an instruction stands. */
export const instructionTag = ({ state }: Pick<Instruction, 'state'>): Tag =>
  ({
    preparing: { text: 'Being prepared', colour: 'grey' as const },
    open: { text: 'Open', colour: 'blue' as const },
    closed: { text: 'Closed', colour: 'green' as const },
  })[state]

/** That the source has been silent for too long, or null. */
export const lateInstructionTag = (
  { state, toldOn }: Pick<Instruction, 'state' | 'toldOn'>,
  today: IsoDate,
): Tag | null =>
  state === 'open' && toldOn !== null && addDays(toldOn, CHASED_AFTER_DAYS) <= today
    ? { text: 'Late', colour: 'red' }
    : null

type Counts = ('recordCount' | 'answeredCount' | 'doneCount') | ('notFoundCount' | 'failedCount' | 'recalledCount')

/** What has been answered: “2 done, 1 not found, 4 waiting”. `recalls`: of those without an answer, where they are told apart. */
export function answersInWords(one: Pick<Instruction, Counts>, recalls = 0): string {
  const waiting = one.recordCount - one.answeredCount - recalls
  const parts = [
    [one.doneCount, 'done'],
    [one.notFoundCount, 'not found'],
    [one.failedCount, 'failed'],
    [one.recalledCount, 'kept'],
    [recalls, 'asked to stop'],
    [waiting, 'waiting'],
  ] as const
  return listInWords(parts.flatMap(([count, what]) => (count > 0 ? [`${count.toLocaleString('en-GB')} ${what}`] : [])))
}

/** Where an item stands. */
export function itemTag({ state, recallAskedAt, recordState }: ListedItem): Tag {
  if (state === 'instructed')
    return recallAskedAt === null
      ? { text: 'Waiting for its answer', colour: 'blue' }
      : { text: 'Asked to stop', colour: 'orange' }
  if (state === 'failed' && recordState === 'retained') return { text: 'Failed, taken back', colour: 'grey' }
  return itemTags[state]
}

const itemTags: Record<Exclude<ListedItem['state'], 'instructed'>, Tag> = {
  done: { text: 'Done', colour: 'green' },
  'not found': { text: 'Not found', colour: 'teal' },
  failed: { text: 'Failed', colour: 'red' },
  recalled: { text: 'Kept', colour: 'grey' },
}

/** How many records are still to be disposed of: those that wait for an answer, without those that were called back (`recalls`). */
export const toDisposeOf = ({ recordCount, answeredCount }: Instruction, recalls: number): string =>
  countOf(recordCount - answeredCount - recalls, 'record')
