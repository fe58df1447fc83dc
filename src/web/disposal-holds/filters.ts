import type { z } from 'zod'
import type { HoldFilters } from '../../../db/queries/disposal-holds.ts'
import { holdKinds, holdStates } from '../../domain/disposal-hold.ts'
import { asAtQuery } from '../as-at.ts'
import { queryChoice, queryPage, queryText } from '../query.ts'

/** What the address of the list can carry, and that of its files. */
export const listQuery = {
  ...asAtQuery,
  state: queryChoice(holdStates),
  kind: queryChoice(holdKinds),
  service: queryText,
  page: queryPage,
}

export type ListQuery = z.output<z.ZodObject<typeof listQuery>>

/** The filters of a query string as the queries take them. */
export const holdFilters = ({ state, kind, service }: Partial<ListQuery>): Omit<HoldFilters, 'today' | 'asAt'> => ({
  state,
  kind,
  service,
})
