import type { AsAt } from '../../src/domain/as-at.ts'
import type { Db } from '../schema.ts'
import { allOrganisations, type Organisation } from './organisations.ts'
import { organisationsThen } from './organisations-then.ts'
import { type Service, servicesWithin } from './services.ts'
import { standingThen } from './services-then.ts'
import { additionsOf } from './since-when.ts'
import { allSourceSystems, type SourceSystem } from './source-systems.ts'
import { systemsThen } from './values-then.ts'

// What the filters of lists offer, now (null) or as at a day: what there was at its end, merged away since or not, by the names of then. Rules are in `ruleChoices`.

/** The services within a reach (null: all), by organisation and name. */
export const serviceChoices = (db: Db, reach: number[] | null, asAt: AsAt | null): Promise<Service[]> =>
  asAt === null ? servicesWithin(db, reach) : standingThen(db, reach, asAt)

/** The organisations by name. */
export const organisationChoices = (db: Db, asAt: AsAt | null): Promise<Organisation[]> =>
  asAt === null ? allOrganisations(db) : organisationsThen(db, asAt)

/** The source systems by code. */
export async function systemChoices(db: Db, asAt: AsAt | null): Promise<SourceSystem[]> {
  if (asAt === null) return allSourceSystems(db)
  const additions = await additionsOf(db, 'source system', asAt)
  return (await systemsThen(db, asAt)).filter(({ code }) => !additions.isLater(code))
}
