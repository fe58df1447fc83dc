import { z } from 'zod'
import type { Caught } from '../../../db/queries/record-conditions.ts'
import type { From } from '../../../db/queries/record-places.ts'
import type { RecordExportFilters } from '../../actions/records-csv.ts'
import { type IsoDate, monthsBefore } from '../../domain/calendar.ts'
import { recordStates } from '../../domain/held-record.ts'
import { queryChoice, queryDate, queryNumber, queryText } from '../query.ts'
import { viewQuery } from '../saved-views/query.ts'

export const dayLabels = {
  due_from: 'Past its period from',
  due_to: 'Past its period up to',
  trigger_from: 'Trigger date from',
  trigger_to: 'Trigger date up to',
}

/** What narrows the list, in its address and in that of its CSV. `open_since`: months since the record was first seen; `hold`: the number of a hold, lifted or not. */
export const filterQuery = {
  ...viewQuery,
  source: queryText,
  service: queryText,
  rule: queryText,
  state: queryChoice(recordStates),
  due_from: queryDate(dayLabels.due_from),
  due_to: queryDate(dayLabels.due_to),
  trigger_from: queryDate(dayLabels.trigger_from),
  trigger_to: queryDate(dayLabels.trigger_to),
  missing: queryChoice(['yes']),
  open_since: queryChoice(['12', '24']),
  backlog: queryChoice(['yes']),
  held: queryChoice(['yes']),
  hold: queryNumber,
  reference: queryText,
  review: queryNumber,
  order: queryChoice(['received', 'due']),
}

/** A record's place in the order of the list: its id, or its due date and id as `2024-03-15.1204`. */
const queryPlace = z
  .string({ error: 'give it once' })
  .regex(/^(\d{4}-\d{2}-\d{2}\.)?\d{1,15}$/, 'must be a place in the list, as its links give it')
  .optional()

/** What the address of the list can carry. */
export const listQuery = { ...filterQuery, after: queryPlace, before: queryPlace }

const Query = z.object(listQuery)
export type ListQuery = z.output<typeof Query>

/** The filters of a query string as the queries take them. `formerly`: the ids of records that had the reference asked for; `caught`: what the holds asked for catch. */
export const recordFilters = (
  query: ListQuery,
  today: IsoDate,
  { formerly, caught }: { formerly: number[]; caught: Caught | undefined },
): RecordExportFilters => ({
  source: query.source,
  service: query.service,
  rule: query.rule,
  state: query.state,
  dueFrom: query.due_from,
  dueTo: query.due_to,
  triggerFrom: query.trigger_from,
  triggerTo: query.trigger_to,
  missing: query.missing === 'yes',
  openSince: query.open_since && monthsBefore(today, Number(query.open_since)),
  backlog: query.backlog === 'yes',
  reference: query.reference,
  formerly,
  review: query.review,
  caught,
  order: query.order,
})

/** Where the page of a query string starts, if not at the beginning. */
export function fromOf({ after, before }: ListQuery): From | undefined {
  const at = after ?? before
  if (at === undefined) return undefined
  const [dueOn, id] = at.includes('.') ? at.split('.') : [null, at]
  return { place: { id: Number(id), dueOn: dueOn ?? null }, direction: after === undefined ? 'before' : 'after' }
}
