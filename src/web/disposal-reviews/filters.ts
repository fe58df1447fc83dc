import { z } from 'zod'
import type { Place, RecordFilter } from '../../../db/queries/review-records.ts'
import type { ReviewExportFilters } from '../../actions/disposal-reviews-csv.ts'
import { asAtQuery } from '../as-at.ts'
import { queryChoice, queryDate, queryText } from '../query.ts'
import { viewQuery } from '../saved-views/query.ts'

export const reviewStates = ['open', 'awaiting second approval', 'approved', 'closed'] as const

/** What the address of the list can carry. */
export const listQuery = {
  ...asAtQuery,
  ...viewQuery,
  service: queryText,
  rule: queryText,
  state: queryChoice(reviewStates),
  late: queryChoice(['yes']),
  escalated: queryChoice(['yes']),
  sort: queryChoice(['oldest', 'newest']),
  page: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
    .transform(Number)
    .optional(),
}

const List = z.object(listQuery)
export type ListQuery = z.output<typeof List>

/** The filters of a query string as the queries take them. */
export const reviewFilters = ({ service, rule, state, late, escalated, sort }: ListQuery): ReviewExportFilters => ({
  service,
  rule,
  state,
  late: late === 'yes',
  escalated: escalated === 'yes',
  order: sort ?? 'oldest',
})

/** A place in the order of due dates, as `2024-03-15.1204`: the due date and the id of the record there. */
const queryPlace = z
  .string({ error: 'give it once' })
  .regex(/^\d{4}-\d{2}-\d{2}\.\d{1,15}$/, 'must be a place in the list, as its links give it')
  .optional()

export const DUE_BEFORE = 'Past its period since before'

/** What the address of a review can carry: which of its records are shown. */
export const recordsQuery = {
  source: queryText,
  reference: queryText,
  due_before: queryDate(DUE_BEFORE),
  after: queryPlace,
  before: queryPlace,
}

const Records = z.object(recordsQuery)
export type RecordsQuery = z.output<typeof Records>

/** The filter of a query string as the queries take it. */
export const recordFilter = ({ source, reference, due_before }: RecordsQuery): RecordFilter => ({
  source,
  reference,
  dueBefore: due_before,
})

/** The place of a query string, if it has one. */
export function placeOf({ after, before }: RecordsQuery): Place | undefined {
  const at = after ?? before
  if (at === undefined) return undefined
  const [dueOn = '', id = ''] = at.split('.')
  return { dueOn, id: Number(id), direction: after === undefined ? 'before' : 'after' }
}

/** The same from a form that was sent with the records in sight; what cannot be read is left out. */
export function sentQuery(body: unknown): RecordsQuery {
  const sent = typeof body === 'object' && body !== null ? body : {}
  const given = Object.entries(sent).filter(([name, value]) => name in recordsQuery && value !== '')
  const read = Records.safeParse(Object.fromEntries(given))
  return read.success ? read.data : {}
}
