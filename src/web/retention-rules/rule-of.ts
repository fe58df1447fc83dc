import type { Request, Response } from 'express'
import { type RuleRow, ruleByCode } from '../../../db/queries/retention-rules.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { reach } from '../../domain/permission.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { pathCode } from '../query.ts'

/** The rule that an address names, in any case, when it is within the reader's reach; now, or as it stood at the end of a day. */
export async function ruleOf(app: App, req: Request, res: Response, asAt: AsAt | null = null): Promise<RuleRow> {
  const code = pathCode(req)
  return found(
    await ruleByCode(app.db, code, reach(userOf(res)), asAt),
    asAt ? 'retention rule in force on that day' : 'retention rule',
  )
}

/** Throws a 409 for a rule that is retired, which is read only, and returns any other. */
export function notRetired(rule: RuleRow): RuleRow {
  if (rule.status === 'retired')
    throw new PageError(409, `${rule.code} is retired. Bring it back before you change it.`)
  return rule
}
