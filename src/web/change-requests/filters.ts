import type { z } from 'zod'
import { queryChoice, queryPage, queryText } from '../query.ts'

/** What the address of the list can carry. */
export const listQuery = { state: queryChoice(['open', 'closed']), service: queryText, page: queryPage }

export type ListQuery = z.output<z.ZodObject<typeof listQuery>>
