import { z } from 'zod'
import { type ActivityOrder, activityOrders } from '../../../db/queries/activity-list.ts'
import type { ActivityExportFilters } from '../../actions/processing-activities-csv.ts'
import { searchWords } from '../../domain/activity-search.ts'
import { addDays, type IsoDate } from '../../domain/calendar.ts'
import { activityRoles, activityStatuses, lawfulBases } from '../../domain/processing-activity.ts'
import { soonFrom } from '../../domain/review-cycle.ts'
import { asAtQuery, refuseOfNow } from '../as-at.ts'
import { queryChoice, queryText } from '../query.ts'
import { queryColumns, viewQuery } from '../saved-views/query.ts'

export const columnNames = [
  'service',
  'role',
  'lawful_bases',
  'retention_rules',
  'owner',
  'status',
  'version',
  'approved',
  'next_review',
  'findings',
  'changed',
] as const
/** A column of the list beside the reference and the title. */
export type ColumnName = (typeof columnNames)[number]

/** The columns that the list has unless others are asked for. */
const usualColumns: ColumnName[] = ['service', 'role', 'lawful_bases', 'retention_rules', 'findings', 'changed']

/** The columns of a query string, in their order. */
export const columnsOf = ({ columns }: Pick<ListQuery, 'columns'>): ColumnName[] =>
  columnNames.filter((name) => (columns?.split(',') ?? usualColumns).includes(name))

/** What the address of the list can carry. */
export const listQuery = {
  ...asAtQuery,
  ...viewQuery,
  columns: queryColumns(columnNames, usualColumns),
  q: queryText,
  organisation: queryText,
  service: queryText,
  role: queryChoice(activityRoles),
  lawful_basis: queryChoice(lawfulBases),
  special_category: queryChoice(['yes', 'no']),
  status: queryChoice([...activityStatuses, 'current']),
  rule: queryText,
  owner: queryChoice(['none']),
  draft: queryChoice(['draft', 'submitted']),
  review: queryChoice(['overdue', 'soon']),
  sort: queryChoice(activityOrders),
  page: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
    .transform(Number)
    .optional(),
}

export type ListQuery = z.output<z.ZodObject<typeof listQuery>>

/** What is asked of people now is not known as at a day. */
export const ofNow = { review: 'What is to be reviewed', draft: 'What is being drafted' }

/**
 * The filters of a query string as the register's queries take them. `today`: by which reviews are due.
 *
 * Throws a 400 when it asks as at a day for what is known of now alone.
 */
export function activityFilters(
  query: Omit<ListQuery, 'as-at'> & { 'as-at'?: IsoDate | undefined },
  today: IsoDate,
): ActivityExportFilters & { order: ActivityOrder } {
  refuseOfNow(query, ofNow)
  return {
    words: searchWords(query.q ?? ''),
    organisation: query.organisation,
    service: query.service,
    role: query.role,
    lawfulBasis: query.lawful_basis,
    specialCategory: query.special_category,
    status: query.status,
    rule: query.rule,
    owner: query.owner,
    onItsWay: query.draft,
    ...(query.review === 'overdue' ? { reviewUntil: addDays(today, -1) } : {}),
    ...(query.review === 'soon' ? { reviewFrom: today, reviewUntil: soonFrom(today) } : {}),
    order: query.sort ?? 'reference',
  }
}
