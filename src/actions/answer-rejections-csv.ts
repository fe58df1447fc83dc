import { type RejectedAnswer, rejectedAnswers } from '../../db/queries/disposal-answers.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 5000

/** The rejected rows of a file of answers as CSV, in the order of the file; `column` is blank where the row as a whole is at fault. */
export const answerRejectionsExport = (instruction: number, answers: number): CsvExport<RejectedAnswer, object> => ({
  name: `disposal-instructions/${instruction}/answer-files/${answers}/rejections`,
  fileName: `rejected-answers-${answers}-of-instruction-${instruction}`,
  columns: [
    { name: 'line', value: ({ line }) => line },
    { name: 'column', value: ({ column }) => column },
    { name: 'reason', value: ({ reason }) => reason },
  ],
  async *rows(db) {
    let after: number | undefined = 0
    while (after !== undefined) {
      const rows: RejectedAnswer[] = await rejectedAnswers(db, answers, after, AT_ONCE)
      yield rows
      after = rows.length === AT_ONCE ? rows.at(-1)?.id : undefined
    }
  },
})
