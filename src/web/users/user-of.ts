import type { Request } from 'express'
import { type AccountRow, accountById } from '../../../db/queries/accounts.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { pathId } from '../query.ts'

/** The account that an address is about; throws `NotFound` when there is none. */
export const accountOf = async (app: App, req: Request): Promise<AccountRow> =>
  found(await accountById(app.db, found(pathId(req), 'user')), 'user')
