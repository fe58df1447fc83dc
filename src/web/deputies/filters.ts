import type { z } from 'zod'
import { deputyStates } from '../../domain/deputy.ts'
import { queryChoice, queryText } from '../query.ts'

/** What the address of the list can carry. */
export const listQuery = { state: queryChoice(deputyStates), service: queryText }

export type ListQuery = z.output<z.ZodObject<typeof listQuery>>
