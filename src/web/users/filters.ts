import { z } from 'zod'
import { accountStates } from '../../domain/account.ts'
import { roles } from '../../domain/permission.ts'
import { queryChoice, queryText } from '../query.ts'

/** What the address of the list of users can carry. */
export const listQuery = {
  q: queryText,
  role: queryChoice(roles),
  service: queryText,
  state: queryChoice(accountStates),
}

const Query = z.object(listQuery)
export type ListQuery = z.output<typeof Query>
