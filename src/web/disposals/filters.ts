import { z } from 'zod'
import type { DisposalFilters } from '../../../db/queries/disposal-register.ts'
import { asAtQuery } from '../as-at.ts'
import { queryChoice, queryDate, queryPage, queryText } from '../query.ts'

export const disposalActions = ['destroy', 'anonymise', 'transfer to archive'] as const

export const dayLabels = { from: 'Disposed of from', to: 'Disposed of to' }

/** What narrows the certificates, in the address of their list and in that of its file. */
export const certificateQuery = {
  ...asAtQuery,
  service: queryText,
  rule: queryText,
  source: queryText,
  action: queryChoice(disposalActions),
  from: queryDate(dayLabels.from),
  to: queryDate(dayLabels.to),
}

/** What narrows the register of disposals: as for certificates, and by whether there is one. */
export const disposalQuery = { ...certificateQuery, proof: queryChoice(['certificate', 'confirmation']) }

/** What the address of either list can carry. */
export const listQuery = { ...disposalQuery, page: queryPage }

const Query = z.object(listQuery)
export type ListQuery = z.output<typeof Query>

/** The filters of an address as the query takes them. */
export const disposalFilters = ({
  service,
  rule,
  source,
  action,
  from,
  to,
  proof,
}: ListQuery): Omit<DisposalFilters, 'asAt'> => ({
  ...{ service: service?.toUpperCase(), rule: rule?.toUpperCase(), source: source?.toUpperCase() },
  ...{ action, from, to, proof },
})
