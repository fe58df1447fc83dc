import { z } from 'zod'
import type { FindingFilters } from '../../../db/queries/finding-list.ts'
import { findingStates } from '../../domain/finding-state.ts'
import { severities } from '../../domain/findings/check.ts'
import type { User } from '../../domain/permission.ts'
import { asAtQuery, refuseOfNow } from '../as-at.ts'
import { queryChoice, queryText } from '../query.ts'
import { viewQuery } from '../saved-views/query.ts'

/** What narrows the findings, in the address of the list and in that of its file. */
export const filterQuery = {
  ...asAtQuery,
  ...viewQuery,
  activity: queryText,
  code: queryText,
  severity: queryChoice(severities),
  service: queryText,
  state: queryChoice([...findingStates, 'any']),
  owner: queryChoice(['me', 'none']),
}

/** What the address of the list can carry. */
export const listQuery = {
  ...filterQuery,
  page: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
    .transform(Number)
    .optional(),
}

const Query = z.object(listQuery)
export type ListQuery = z.output<typeof Query>

/** What people have decided about findings is not known as at a day. */
export const ofNow = { state: 'Which findings are open, accepted or fixed', owner: 'Who sees to a finding' }

/**
 * The filters of an address as the query takes them: what is open, unless another state is asked for.
 *
 * Throws a 400 when it asks as at a day for what is known of now alone.
 */
export function findingFilters(query: Omit<ListQuery, 'page'>, user: Pick<User, 'id'>): FindingFilters {
  refuseOfNow(query, ofNow)
  const { activity, code, severity, service, state = 'open', owner } = query
  return {
    activity: activity?.toUpperCase(),
    ...{ code: code?.toUpperCase(), severity, service },
    state: state === 'any' ? undefined : state,
    owner: owner === 'me' ? user.id : owner,
  }
}
