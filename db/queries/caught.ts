import { idList } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { servicesInPlaceOf } from './hold-catches.ts'
import type { Caught, CaughtCriteria, CaughtList } from './record-conditions.ts'

/** What all holds catch that nobody has lifted, or what one of them does, lifted or not. */
export async function caughtByHolds(db: Db, holdId?: number): Promise<Caught> {
  const rows = await db
    .selectFrom('disposalHolds')
    .select('id')
    .$if(holdId === undefined, (query) => query.where('liftedOn', 'is', null))
    .$if(holdId !== undefined, (query) => query.where('id', '=', holdId ?? 0))
    .orderBy('id')
    .execute()
  const holds = rows.map(({ id }) => id)
  return { holds, criteria: await criteriaOf(db, holds), lists: await listsOf(db, holds) }
}

/** The rows of a hold are each a combination: those that differ by the rule or the service alone are looked for together. */
async function criteriaOf(db: Db, holds: readonly number[]): Promise<CaughtCriteria[]> {
  const rows = await db.selectFrom('holdScopes').selectAll().where('holdId', 'in', idList(db, holds)).execute()
  const byRule = Map.groupBy(rows, (row) => keyOf(row, row.ruleId))
  const ofRules = [...byRule.values()].map((same) => ({ ...same[0], services: same.map(({ serviceId }) => serviceId) }))
  const byServices = Map.groupBy(ofRules, (row) => keyOf(row, row.services.sort().join()))
  const criteria: CaughtCriteria[] = []
  for (const [first, ...more] of byServices.values()) {
    if (!first) continue
    const rules = [first, ...more].map(({ ruleId }) => ruleId ?? null)
    const services = first.services.filter((id) => id !== null)
    criteria.push({
      services: services.length < first.services.length ? null : await servicesInPlaceOf(db, services),
      rules: rules.some((id) => id === null) ? null : rules.filter((id) => id !== null),
      source: first.sourceSystemId ?? null,
      ...{ triggerFrom: first.triggerFrom ?? null, triggerTo: first.triggerTo ?? null },
    })
  }
  return criteria
}

type Place = {
  holdId?: number
  sourceSystemId?: number | null
  triggerFrom?: string | null
  triggerTo?: string | null
}

const keyOf = ({ holdId, sourceSystemId, triggerFrom, triggerTo }: Place, more: number | string | null): string =>
  [holdId, sourceSystemId, triggerFrom, triggerTo, more].join('/')

const listsOf = (db: Db, holds: readonly number[]): Promise<CaughtList[]> =>
  db
    .selectFrom('holdReferences')
    .where('holdId', 'in', idList(db, holds))
    .groupBy(['holdId', 'sourceSystemId'])
    .select((eb) => ['holdId', 'sourceSystemId as source', eb.fn.countAll<number>().as('references')])
    .execute()
