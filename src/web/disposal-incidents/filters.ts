import { z } from 'zod'
import type { IncidentFilters } from '../../../db/queries/disposal-incidents.ts'
import { incidentKinds } from '../../domain/disposal-incident.ts'
import type { User } from '../../domain/permission.ts'
import { asAtQuery, refuseOfNow } from '../as-at.ts'
import { queryChoice, queryNumber, queryPage, queryText } from '../query.ts'

/** What narrows the incidents, in the address of the list and in that of its file. */
export const filterQuery = {
  ...asAtQuery,
  kind: queryChoice(incidentKinds),
  source: queryText,
  state: queryChoice(['open', 'closed']),
  owner: queryChoice(['me', 'none']),
}

/** What the address of the list can carry. */
export const listQuery = { ...filterQuery, page: queryPage }

/** What the address of an incident can carry: after which record its list goes on. */
export const showQuery = { after: queryNumber }

const Query = z.object(listQuery)
export type ListQuery = z.output<typeof Query>

/** Who saw to an incident is not known as at a day. */
export const ofNow = { owner: 'Who sees to an incident' }

/** The filters of an address as the query takes them. Throws a 400 when it asks as at a day for what is known of now alone. */
export function incidentFilters(query: Omit<ListQuery, 'page'>, user: Pick<User, 'id'>): Omit<IncidentFilters, 'asAt'> {
  refuseOfNow(query, ofNow)
  const { kind, source, state, owner } = query
  return { kind, state, source: source?.toUpperCase(), owner: owner === 'me' ? user.id : owner }
}
