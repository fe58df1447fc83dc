import { z } from 'zod'
import type { IncidentFilters } from '../../../db/queries/disposal-incidents.ts'
import { incidentKinds } from '../../domain/disposal-incident.ts'
import type { User } from '../../domain/permission.ts'
import { asAtQuery } from '../as-at.ts'
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

/** The filters of an address as the query takes them. */
export const incidentFilters = (
  { kind, source, state, owner }: Omit<ListQuery, 'page'>,
  user: Pick<User, 'id'>,
): Omit<IncidentFilters, 'asAt'> => ({
  ...{ kind, state, source: source?.toUpperCase() },
  owner: owner === 'me' ? user.id : owner,
})
