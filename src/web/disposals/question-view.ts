import type { EndOfRecord } from '../../../db/queries/certificate-show.ts'
import type { SourceSystem } from '../../../db/queries/source-systems.ts'
import type { RecordAnswer } from '../../actions/record-question.ts'
import { dateInWords, londonDate } from '../../domain/calendar.ts'
import type { Problem } from '../../domain/problem.ts'
import type { SummaryRow } from '../components.ts'
import { fieldError } from '../form.ts'

export const QUESTION = '/disposals/question'

/** What the page is made of. `typed`: what was asked, which no address and no log carries. */
export type AskedQuestion = {
  typed: Record<string, unknown>
  problems: Problem[]
  answer: RecordAnswer | null
  systems: SourceSystem[]
}

/** “Did you hold this record, and what happened to it?” */
export function questionPage({ typed, problems, answer, systems }: AskedQuestion) {
  const given = (name: string): string => (typeof typed[name] === 'string' ? typed[name] : '')
  return {
    title: 'Did we hold a record?',
    lead: 'Say under which reference a source system holds or held a record, and Muniment says what became of it. A record that is gone is known by a keyed hash alone. That you asked is kept in the audit trail, and the reference is not.',
    trail: [{ text: 'Disposals', href: '/disposals' }],
    problems,
    action: QUESTION,
    source: {
      ...{ name: 'source', label: 'Source system', value: given('source'), error: fieldError(problems, 'source') },
      options: [
        { value: '', text: 'Choose a source system' },
        ...systems.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
      ],
    },
    reference: {
      ...{ name: 'reference', label: 'Reference', value: given('reference') },
      ...{ hint: 'As the source system writes it, for example LMS-0001234', error: fieldError(problems, 'reference') },
    },
    answer: answer === null ? null : { said: said(answer), facts: facts(answer) },
  }
}

function said(answer: RecordAnswer): string {
  if (answer.kind === 'unknown')
    return 'No. The inventory neither holds nor ever held a record under this reference of this source system.'
  if (answer.kind === 'held') return `Yes. The record is still in the inventory; its state is “${answer.state}”.`
  const { doneOn, confirmedOn } = answer.end
  const on = doneOn ?? confirmedOn
  if (answer.state === 'already gone') return 'Yes. Its source no longer had it when it was to be disposed of.'
  return `Yes. It was ${answer.state}${on === null ? '' : ` on ${dateInWords(on)}`}.`
}

function facts(answer: RecordAnswer): SummaryRow[] {
  if (answer.kind === 'unknown') return []
  const record = { key: 'Record', lines: [{ text: `Record ${answer.recordId}`, href: `/records/${answer.recordId}` }] }
  return answer.kind === 'held' ? [record] : [record, ...factsOfEnd(answer.end)]
}

function factsOfEnd(end: EndOfRecord): SummaryRow[] {
  const { reviewId, instructionId, answeredAt, number } = end
  const link = (key: string, text: string, href: string): SummaryRow => ({ key, lines: [{ text, href }] })
  return [
    {
      key: 'Retention rule',
      lines: [
        { text: `${end.ruleCode} version ${end.ruleVersion}`, href: `/retention-rules/${end.ruleCode}` },
        { text: end.recordSeries },
      ],
    },
    ...(reviewId === null ? [] : [link('Decided in', `Disposal review ${reviewId}`, `/disposal-reviews/${reviewId}`)]),
    ...(instructionId === null
      ? []
      : [link('Instruction', `Instruction ${instructionId}`, `/disposal-instructions/${instructionId}`)]),
    ...(answeredAt === null
      ? []
      : [{ key: 'Answered by its source on', lines: [{ text: dateInWords(londonDate(answeredAt)) }] }]),
    ...(number === null ? [] : [link('Destruction certificate', number, `/destruction-certificates/${number}`)]),
  ]
}
