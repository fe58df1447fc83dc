import type { Request, Response } from 'express'
import { type RuleRow, ruleByCode } from '../../../db/queries/retention-rules.ts'
import { reach } from '../../domain/permission.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'

/** The rule that an address names, in any case, when it is within the reader's reach. */
export async function ruleOf(app: App, req: Request, res: Response): Promise<RuleRow> {
  const code = String(req.params.code).toUpperCase()
  return found(await ruleByCode(app.db, code, reach(userOf(res))), 'retention rule')
}
