import { z } from 'zod'
import { type ActivityOrder, activityOrders } from '../../../db/queries/activity-list.ts'
import type { ActivityExportFilters } from '../../actions/processing-activities-csv.ts'
import { searchWords } from '../../domain/activity-search.ts'
import { activityRoles, activityStatuses, lawfulBases } from '../../domain/processing-activity.ts'
import { queryChoice, queryText } from '../query.ts'

/** What the address of the list can carry. */
export const listQuery = {
  q: queryText,
  organisation: queryText,
  service: queryText,
  role: queryChoice(activityRoles),
  lawful_basis: queryChoice(lawfulBases),
  special_category: queryChoice(['yes', 'no']),
  status: queryChoice(activityStatuses),
  rule: queryText,
  owner: queryChoice(['none']),
  sort: queryChoice(activityOrders),
  page: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
    .transform(Number)
    .optional(),
}

export type ListQuery = z.output<z.ZodObject<typeof listQuery>>

/** The filters of a query string as the register's queries take them. */
export const activityFilters = (query: ListQuery): ActivityExportFilters & { order: ActivityOrder } => ({
  words: searchWords(query.q ?? ''),
  organisation: query.organisation,
  service: query.service,
  role: query.role,
  lawfulBasis: query.lawful_basis,
  specialCategory: query.special_category,
  status: query.status,
  rule: query.rule,
  owner: query.owner,
  order: query.sort ?? 'reference',
})
