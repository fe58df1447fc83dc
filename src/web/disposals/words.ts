import type { Disposal } from '../../../db/queries/disposal-register.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { listInWords } from '../../domain/list.ts'

/** What was done with records, in a word. */
export const doneInWords: Record<Disposal['action'], string> = {
  destroy: 'Destroyed',
  anonymise: 'Anonymised',
  'transfer to archive': 'Transferred to the archive',
}

/** Whose decision it was. */
export const decidersInWords = (decidedBy: string): string => listInWords(decidedBy.split('; '))

/** One day, or the first and the last, both inclusive. */
export const daysInWords = (from: IsoDate, to: IsoDate): string =>
  from === to ? dateInWords(from) : `${dateInWords(from)} to ${dateInWords(to)}`
