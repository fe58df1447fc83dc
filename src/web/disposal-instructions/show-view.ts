import type { AnswersRow } from '../../../db/queries/disposal-answers.ts'
import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import type { HoldNamed } from '../../../db/queries/held.ts'
import type { ListedItem } from '../../../db/queries/instruction-item-list.ts'
import type { NoticeRow } from '../../../db/queries/instruction-notices.ts'
import { seenOf } from '../../actions/disposal-answers.ts'
import { dateInWords, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import type { SummaryRow } from '../components.ts'
import { daysInWords } from '../disposals/words.ts'
import { filesOf } from '../files-view.ts'
import { fieldError } from '../form.ts'
import { answersTable } from './answers-table.ts'
import { type ItemsQuery, LIST } from './filters.ts'
import { failedForm, noticeForm, recallForm } from './hand-forms.ts'
import { itemsSection } from './items-view.ts'
import { actionVerbs, answersInWords, instructionTag, lateInstructionTag, toDisposeOf } from './words.ts'

/** What was sent with one of the forms of the page, and what is wrong with it. */
export type HandAnswers = { form: string; fields: Record<string, string>; items: number[]; problems: Problem[] }

export const nothingSent: HandAnswers = { form: '', fields: {}, items: [], problems: [] }

/** What the page of an instruction is made of. `more`: items follow; `mayAnswer`: the person answers for source systems without an API. */
export type InstructionFacts = {
  instruction: Instruction
  query: ItemsQuery
  items: ListedItem[]
  more: boolean
  recalls: { items: ListedItem[]; total: number; holds: Map<number, HoldNamed[]> }
  failed: { items: ListedItem[]; more: boolean }
  notices: NoticeRow[]
  answers: AnswersRow[]
  certificates: { number: string; round: number }[]
  mayAnswer: boolean
  sent: HandAnswers
}

/** An instruction: what its source is to do, what it has answered, and what is left for people to do. */
export function instructionPage(facts: InstructionFacts, today: IsoDate) {
  const { instruction: one, mayAnswer, sent, answers, recalls } = facts
  const here = `${LIST}/${one.id}`
  const isOpen = one.state === 'open'
  const accepted = answers.find(({ state }) => state === 'accepted')
  const waits = isOpen && one.answeredCount + recalls.total < one.recordCount
  return {
    title: `${actionVerbs[one.action]}: ${one.recordSeries}`,
    caption: `Disposal instruction ${one.id} for ${one.sourceName}`,
    trail: [{ text: 'Disposal instructions', href: LIST }],
    tag: instructionTag(one),
    // Several forms have fields of the same name: each has ids of its own.
    problems: sent.problems.map(({ field, text }) => ({
      field: field === 'seen' ? field : `${sent.form}-${field}`,
      text,
    })),
    stale: fieldError(sent.problems, 'seen'),
    next: nextInWords(facts),
    progress: {
      label: 'Answers',
      done: one.answeredCount,
      total: one.recordCount,
      words: `${one.answeredCount.toLocaleString('en-GB')} of ${countOf(one.recordCount, 'record')}: ${answersInWords(one, recalls.total)}`,
    },
    underWay: accepted
      ? {
          progress: {
            label: 'Answers being applied',
            done: accepted.appliedCount,
            total: accepted.rowCount,
            words: `${accepted.appliedCount.toLocaleString('en-GB')} of ${countOf(accepted.rowCount, 'record')}`,
          },
          refresh: here,
        }
      : null,
    facts: factRows(facts, today),
    download: waits ? { files: filesOf(`${here}/items`), count: toDisposeOf(one, recalls.total) } : null,
    actions:
      waits && mayAnswer && !accepted
        ? [
            { text: 'Send the answers as a file', href: `${here}/answer-files/new` },
            { text: 'All of them were disposed of', href: `${here}/confirmation` },
          ]
        : [],
    seen: seenOf(one),
    recalls: recallForm(facts, here),
    failed: failedForm(facts, here),
    notices: noticeForm(facts, here),
    answers: answers.length === 0 ? null : answersTable(answers, here),
    items: itemsSection(facts, here),
  }
}

function nextInWords({ instruction: one, mayAnswer }: InstructionFacts): string {
  if (one.state === 'preparing')
    return 'This instruction is being prepared. Its source system is told once all its records are in it.'
  if (one.state === 'closed')
    return one.failedCount > 0
      ? `Every record has its answer. The disposal of ${countOf(one.failedCount, 'record')} failed.`
      : 'Every record has its answer, and what identified the records that are gone is erased here.'
  const fetched = one.firstFetchedAt
    ? `${one.firstFetchedByName} fetched it on ${instantInWords(one.firstFetchedAt)}.`
    : 'Nobody has fetched it yet.'
  const how = mayAnswer
    ? 'A source system with an API token answers by itself. For any other, download the list, have the records disposed of, and send the answers here.'
    : 'The source system answers by itself, or information governance does for it.'
  return `${fetched} ${how}`
}

function factRows({ instruction: one, certificates }: InstructionFacts, today: IsoDate): SummaryRow[] {
  const range =
    one.oldestDueOn && one.newestDueOn
      ? [
          {
            text: `Past their period from ${daysInWords(one.oldestDueOn, one.newestDueOn)}`,
            muted: true,
          },
        ]
      : []
  const late = lateInstructionTag(one, today)
  return [
    { key: 'Service', lines: [{ text: one.serviceName ?? 'Unassigned' }] },
    { key: 'Records', lines: [{ text: countOf(one.recordCount, 'record') }, ...range] },
    { key: 'Rule', lines: [{ text: one.ruleCode, href: `/retention-rules/${one.ruleCode}` }] },
    {
      key: 'Decided in',
      lines: [{ text: `Disposal review ${one.reviewId}`, href: `/disposal-reviews/${one.reviewId}` }],
    },
    {
      key: 'Instructed',
      lines: [
        { text: dateInWords(one.instructedOn), tag: late },
        ...(one.round > 1 ? [{ text: `Round ${one.round}: what failed was instructed again`, muted: true }] : []),
        ...(one.chasedOn ? [{ text: `Chased on ${dateInWords(one.chasedOn)}`, muted: true }] : []),
      ],
    },
    {
      key: 'Copies, backups and processors',
      lines: [
        one.statement ? { text: one.statement } : { text: 'Not stated', muted: true },
        ...(one.backupsExpireOn
          ? [{ text: `The last backup expires on ${dateInWords(one.backupsExpireOn)}`, muted: true }]
          : []),
      ],
    },
    ...(certificates.length === 0
      ? []
      : [
          {
            key: 'Certificate',
            lines: certificates.map(({ number }) => ({ text: number, href: `/destruction-certificates/${number}` })),
          },
        ]),
  ]
}
