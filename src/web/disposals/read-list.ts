import type { Request, Response } from 'express'
import { ruleChoices } from '../../../db/queries/activity-rules.ts'
import { confirmedInOpen } from '../../../db/queries/disposal-instructions.ts'
import { disposalList, disposalTotals } from '../../../db/queries/disposal-register.ts'
import { serviceChoices, systemChoices } from '../../../db/queries/filter-choices.ts'
import { reach } from '../../domain/permission.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf } from '../as-at.ts'
import { NotFound } from '../errors.ts'
import { readQuery } from '../query.ts'
import { disposalFilters, type ListQuery, listQuery } from './filters.ts'
import { type ListedDisposals, ROWS_ON_A_PAGE } from './list-view.ts'

/** The page of a list of disposals that an address asks for, within the reach of its reader; `certified`: only those with a certificate. */
export async function readDisposals(
  app: App,
  req: Request,
  res: Response,
  { certified }: { certified: boolean },
): Promise<ListedDisposals> {
  const { proof, ...certificateShape } = listQuery
  const query = readQuery(certified ? certificateShape : { proof, ...certificateShape }, req) as ListQuery
  const within = reach(userOf(res))
  const asAt = asAtOf(app, query['as-at'])
  const filters = { ...disposalFilters(query), ...(certified ? { proof: 'certificate' as const } : {}), asAt }
  const { disposals: total, records } = await disposalTotals(app.db, filters, within)
  const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
  if (offset > 0 && offset >= total) throw new NotFound('page of this list')
  const rows = await disposalList(app.db, filters, within, { limit: ROWS_ON_A_PAGE, offset })
  const { service, rule, source, action } = filters
  const isRegister = !certified && asAt === null && query.proof !== 'confirmation'
  const confirmed = isRegister
    ? await confirmedInOpen(app.db, { service, rule, source, action, reach: within, today: app.clock.today() })
    : 0
  const choices = {
    services: await serviceChoices(app.db, within, asAt),
    rules: await ruleChoices(app.db, asAt),
    systems: await systemChoices(app.db, asAt),
  }
  return { query, rows, total, records, confirmed, choices, asAt }
}
