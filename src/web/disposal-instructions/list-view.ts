import type { InstructionCounts } from '../../../db/queries/disposal-instructions.ts'
import type { ListedInstruction } from '../../../db/queries/instructions-then.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { asAtView } from '../as-at.ts'
import { type ChoiceFilter, choiceFilters } from '../choice-filters.ts'
import type { Cell, StatCard } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import { LIST, type ListQuery } from './filters.ts'
import { actionVerbs, answersInWords, instructionTag, lateInstructionTag } from './words.ts'

export const ROWS_ON_A_PAGE = 50

/** What the list is made of. `total`: the instructions that match, of which `instructions` are one page; `counts`: what waits now, null as at a day. */
export type ListFacts = {
  query: ListQuery
  instructions: ListedInstruction[]
  total: number
  asAt: AsAt | null
  counts: InstructionCounts | null
  services: Service[]
  rules: { code: string; recordSeries: string }[]
  systems: { code: string; name: string }[]
}

/** The list of disposal instructions, with what waits. */
export function listPage(facts: ListFacts, today: IsoDate) {
  const { query, instructions, total, counts, asAt } = facts
  const then = { 'as-at': query['as-at'] }
  return {
    title: 'Disposal instructions',
    lead: 'What source systems have been told to dispose of, and what they answered for each record. Reviews that are approved become instructions by themselves, once their cooling-off is over.',
    asAt: asAtView(LIST, query, asAt),
    cards: counts === null ? [] : cards(counts),
    filters: {
      ...{ action: LIST, ...choiceFilters(LIST, query, filters(facts)), clear: `${LIST}${queryString(then)}` },
      hidden: query['as-at'] === undefined ? [] : [{ name: 'as-at', value: query['as-at'] }],
    },
    table: {
      caption: countOf(total, 'disposal instruction'),
      head: [
        { text: 'Record series' },
        { text: 'Service' },
        { text: 'Source system' },
        { text: 'Instructed' },
        { text: 'Records', numeric: true },
        { text: 'Answers' },
        { text: 'State' },
      ],
      rows: instructions.map((one) => tableRow(one, asAt?.date ?? today)),
      empty: isFiltered(query)
        ? 'No disposal instruction matches. Remove a filter to see more.'
        : asAt === null
          ? 'There are no disposal instructions. One is made for each source system when a review is approved.'
          : 'No disposal instruction had been given by then.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'instruction' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined }), asAt !== null),
  }
}

const isFiltered = ({ page: _, 'as-at': __, ...filters }: ListQuery): boolean =>
  Object.values(filters).some((value) => value !== undefined)

const cards = ({ open, records, late, failed }: InstructionCounts): StatCard[] => [
  { number: open.toLocaleString('en-GB'), label: 'open instructions', href: `${LIST}?state=open`, colour: null },
  { number: records.toLocaleString('en-GB'), label: 'records without an answer', colour: null },
  card(late, 'not answered in full after 30 days', `${LIST}?late=yes`),
  card(failed, 'failed records to see to', '/records?state=failed'),
]

const card = (count: number, label: string, href: string): StatCard => ({
  ...{ number: count.toLocaleString('en-GB'), label, href, colour: count > 0 ? 'red' : null },
})

function filters({
  services,
  rules,
  systems,
}: ListFacts): ChoiceFilter<'service' | 'rule' | 'source' | 'state' | 'late'>[] {
  return [
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
    {
      name: 'rule',
      label: 'Retention rule',
      options: rules.map(({ code, recordSeries }) => ({ value: code, text: `${code} ${recordSeries}` })),
    },
    {
      name: 'source',
      label: 'Source system',
      options: systems.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
    },
    {
      name: 'state',
      label: 'State',
      options: (['preparing', 'open', 'closed'] as const).map((state) => ({
        value: state,
        text: instructionTag({ state }).text,
      })),
    },
    { name: 'late', label: 'Late', options: [{ value: 'yes', text: 'Not answered in full after 30 days' }] },
  ]
}

const tableRow = (one: ListedInstruction, today: IsoDate): Cell[] => [
  {
    text: one.recordSeries,
    href: `${LIST}/${one.id}`,
    detail: `${one.ruleCode}, instruction ${one.id}: ${actionVerbs[one.action].toLowerCase()}`,
    header: true,
  },
  { text: one.serviceName ?? 'Unassigned' },
  { text: one.sourceName },
  { text: dateInWords(one.instructedOn), tag: lateInstructionTag(one, today) },
  { text: one.recordCount.toLocaleString('en-GB'), numeric: true },
  { text: answersInWords(one) },
  { text: '', tag: instructionTag(one) },
]
