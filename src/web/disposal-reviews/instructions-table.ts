import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import type { TableView } from '../components.ts'
import { answersInWords, instructionTag, lateInstructionTag } from '../disposal-instructions/words.ts'

/** What the source systems were told to do about a review, and how far they are. */
export const instructionsTable = (caption: string, instructions: Instruction[], today: IsoDate): TableView => ({
  caption,
  head: [
    { text: 'Source system' },
    { text: 'Instructed' },
    { text: 'Records', numeric: true },
    { text: 'Answers' },
    { text: 'State' },
  ],
  rows: instructions.map((one) => [
    {
      text: one.sourceName,
      href: `/disposal-instructions/${one.id}`,
      detail: `${one.recordSeries}, instruction ${one.id}`,
      header: true,
    },
    { text: dateInWords(one.instructedOn), tag: lateInstructionTag(one, today) },
    { text: one.recordCount.toLocaleString('en-GB'), numeric: true },
    { text: answersInWords(one) },
    { text: '', tag: instructionTag(one) },
  ]),
  empty: '',
})
