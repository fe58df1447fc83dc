import type { AnswersRow } from '../../../db/queries/disposal-answers.ts'
import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { TableView } from '../components.ts'

/** What has been answered, the latest first. */
export const answersTable = (answers: AnswersRow[], here: string): TableView => ({
  caption: 'Answers',
  head: [
    { text: 'When' },
    { text: 'What' },
    { text: 'Who' },
    { text: 'Answered', numeric: true },
    { text: 'Rejected', numeric: true },
  ],
  rows: answers.map((row) => [
    { text: instantInWords(row.givenAt), header: true },
    {
      text: whatInWords(row),
      href: row.kind === 'file' ? `${here}/answer-files/${row.id}` : null,
      tag: row.state === 'read' ? { text: 'Waits to be accepted', colour: 'yellow' as const } : null,
    },
    { text: row.givenByName },
    { text: row.appliedCount.toLocaleString('en-GB'), numeric: true },
    { text: row.rejectedCount.toLocaleString('en-GB'), numeric: true },
  ]),
  empty: '',
})

function whatInWords(row: AnswersRow): string {
  if (row.kind === 'file') return `File ${row.fileName}`
  if (row.kind === 'api') return `${countOf(row.rowCount, 'answer')} by API`
  return `All disposed of by ${row.doneOn ? dateInWords(row.doneOn) : ''}`
}
