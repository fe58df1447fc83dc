import type { AnswersRow, RejectedAnswer } from '../../../db/queries/disposal-answers.ts'
import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import { LARGEST_ANSWERS, MOST_ANSWERS } from '../../actions/answer-files.ts'
import { seenOf } from '../../actions/disposal-answers.ts'
import { dateInWords } from '../../domain/calendar.ts'
import type { Outcome } from '../../domain/disposal-answer.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import type { TableView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { fieldError } from '../form.ts'
import { LIST } from './filters.ts'
import { toDisposeOf } from './words.ts'

/** What was typed into either form. */
export type Typed = { doneOn?: string; method?: string; statement?: string; backupsExpireOn?: string }

/** `recalls`: how many of its records were called back and have no answer. */
type Form = { instruction: Instruction; recalls: number; typed: Typed; problems: Problem[] }

function frame({ instruction: one, recalls, typed, problems }: Form, title: string) {
  const here = `${LIST}/${one.id}`
  const field = (name: keyof Typed, label: string, hint: string) => ({
    ...{ name, label, hint, value: typed[name] ?? '', error: fieldError(problems, name) },
  })
  return {
    title,
    caption: `${one.recordSeries}, ${one.sourceName}`,
    back: { text: 'Back to the instruction', href: here },
    problems,
    stale: fieldError(problems, 'seen'),
    seen: seenOf(one),
    waiting: toDisposeOf(one, recalls),
    statement: {
      ...field(
        'statement',
        'What became of copies, backups and data held by processors',
        'For example, backups are overwritten after 30 days; the supplier confirmed deletion in writing',
      ),
      rows: 4,
    },
    backupsExpireOn: field(
      'backupsExpireOn',
      'Day on which the last backup expires',
      'Leave it blank where there is no backup. For example, 14/06/2027',
    ),
  }
}

/** The form that says that all records of an instruction were disposed of in one way. */
export function confirmationPage(form: Form) {
  const { instruction: one, typed, problems } = form
  return {
    ...frame(form, 'All of them were disposed of'),
    action: `${LIST}/${one.id}/confirmation`,
    doneOn: {
      ...{
        name: 'doneOn',
        label: 'Date of the disposal',
        value: typed.doneOn ?? '',
        error: fieldError(problems, 'doneOn'),
      },
      hint: `From ${dateInWords(one.instructedOn)} on, the last day if it took several. For example, 14/06/2026 or 2026-06-14`,
    },
    method: {
      ...{ name: 'method', label: 'How the data was disposed of', value: typed.method ?? '' },
      ...{ hint: 'For example, deleted in the library management system by its administrator' },
      error: fieldError(problems, 'method'),
    },
  }
}

/** The form that sends a file of answers. */
export function answerFilePage(form: Form) {
  return {
    ...frame(form, 'Send the answers as a file'),
    action: `${LIST}/${form.instruction.id}/answer-files`,
    columns:
      'Download the list of records of this instruction, and fill in its last four columns. outcome: done, not found or failed; leave it blank for records without an answer yet. done_on: the day of the disposal, where it is done. method: how, where it is done. reason: why, where it failed. Of the other columns only reference counts.',
    file: {
      ...{
        name: 'file',
        label: 'File',
        accept: '.csv,.txt,text/csv,text/plain',
        error: fieldError(form.problems, 'file'),
      },
      hint: `CSV with a header row, up to ${countOf(MOST_ANSWERS, 'row')} and ${LARGEST_ANSWERS / 1024 ** 2} MB. You are shown what it will do before anything is changed.`,
    },
  }
}

export const REJECTIONS_SHOWN = 50

const outcomeWords: Record<Outcome, string> = {
  done: 'Disposed of',
  'not found': 'Not found: already gone',
  failed: 'Failed: you decide what is done about them',
}

/** What the page of a file is made of. `rejections`: the first of its rejected rows. */
export type FileFacts = {
  instruction: Instruction
  answers: AnswersRow
  outcomes: { outcome: Outcome; rows: number }[]
  rejections: RejectedAnswer[]
  mayAnswer: boolean
}

/** What a file of answers will do, or has done. */
export function answersPage({ instruction, answers, outcomes, rejections, mayAnswer }: FileFacts) {
  const back = `${LIST}/${instruction.id}`
  const here = `${back}/answer-files/${answers.id}`
  const waits = answers.state === 'read'
  const good = answers.rowCount - answers.rejectedCount
  return {
    title: `Answers in ${answers.fileName}`,
    caption: `Disposal instruction ${instruction.id} for ${instruction.sourceName}`,
    back: { text: 'Back to the instruction', href: back },
    tag: {
      read: { text: 'Waits to be accepted', colour: 'yellow' as const },
      accepted: { text: 'Being applied', colour: 'blue' as const },
      done: { text: 'Applied', colour: 'green' as const },
      withdrawn: { text: 'Withdrawn', colour: 'grey' as const },
    }[answers.state],
    lead: waits
      ? `Nothing has been changed yet. ${countOf(good, 'answer')} will be taken, and ${countOf(answers.rejectedCount, 'row is', 'rows are')} rejected.`
      : null,
    facts: [
      { key: 'Rows with an answer', lines: [{ text: answers.rowCount.toLocaleString('en-GB') }] },
      ...outcomes.map(({ outcome, rows }) => ({
        ...{ key: outcomeWords[outcome], lines: [{ text: rows.toLocaleString('en-GB') }] },
      })),
      { key: 'Rejected', lines: [{ text: answers.rejectedCount.toLocaleString('en-GB') }] },
      ...(waits ? [] : [{ key: 'Applied', lines: [{ text: answers.appliedCount.toLocaleString('en-GB') }] }]),
      { key: 'Copies, backups and processors', lines: [{ text: answers.statement }] },
      ...(answers.backupsExpireOn
        ? [{ key: 'The last backup expires', lines: [{ text: dateInWords(answers.backupsExpireOn) }] }]
        : []),
    ],
    accept:
      waits && mayAnswer && good > 0 ? { action: `${here}/acceptance`, text: `Take ${countOf(good, 'answer')}` } : null,
    withdraw: waits && mayAnswer ? `${here}/withdrawal` : null,
    rejections: {
      caption: 'Rejected rows',
      head: [{ text: 'Line' }, { text: 'Column' }, { text: 'Reason' }],
      rows: rejections.map(({ line, column, reason }) => [
        { text: String(line), header: true },
        { text: column },
        { text: reason },
      ]),
      empty: 'No row was rejected.',
    } satisfies TableView,
    files: answers.rejectedCount === 0 ? null : filesOf(`${here}/rejections`),
  }
}
