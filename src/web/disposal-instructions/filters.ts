import { z } from 'zod'
import type { InstructionExportFilters } from '../../actions/disposal-instructions-csv.ts'
import { asAtQuery } from '../as-at.ts'
import { queryChoice, queryNumber, queryPage, queryText } from '../query.ts'

export const LIST = '/disposal-instructions'

const instructionStates = ['preparing', 'open', 'closed'] as const

/** What the address of the list can carry. */
export const listQuery = {
  ...asAtQuery,
  service: queryText,
  rule: queryText,
  source: queryText,
  review: queryNumber,
  state: queryChoice(instructionStates),
  late: queryChoice(['yes']),
  page: queryPage,
}
const List = z.object(listQuery)
export type ListQuery = z.output<typeof List>

/** The filters of a query string as the queries take them. */
export const instructionFilters = ({
  late,
  page: _,
  'as-at': __,
  ...filters
}: ListQuery): InstructionExportFilters => ({
  ...filters,
  late: late === 'yes',
})

export const itemStates = ['instructed', 'called back', 'done', 'not found', 'failed', 'recalled'] as const

/** What the address of an instruction can carry: which of its items are shown. */
export const itemsQuery = { state: queryChoice(itemStates), after: queryNumber }
const Items = z.object(itemsQuery)
export type ItemsQuery = z.output<typeof Items>
