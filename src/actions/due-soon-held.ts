import { caughtByHolds } from '../../db/queries/caught.ts'
import type { CaughtCriteria } from '../../db/queries/record-conditions.ts'
import { type Days, type DueWithin, heldDueWithin } from '../../db/queries/review-due-soon.ts'
import type { Db } from '../../db/schema.ts'

/** Tells of rows that were counted of some days how many records holds keep. `without`: the ids that were not counted. */
export type CountHeld = (days: Days, without: readonly number[], rows: readonly DueWithin[]) => Promise<Held>
export type Held = (row: DueWithin) => number

/**
 * Counts what holds keep of the records that soon fall due.
 *
 * Of a service and rule that a hold keeps altogether, that is all of them. Only where holds ask for a source, a trigger date or listed
 * references are the records of a rule looked at one by one.
 */
export async function heldDueSoon(db: Db, reach: number[] | null): Promise<CountHeld> {
  const { criteria, lists } = await caughtByHolds(db)
  const whole = criteria.filter(isWhole)
  const parts = criteria.filter((one) => !isWhole(one))
  const isKept = (row: DueWithin) => whole.some((one) => covers(one, row))
  const mayBe = (row: DueWithin) => lists.length > 0 || parts.some((one) => covers(one, row))
  return async (days, without, rows) => {
    const rules = [...new Set(rows.filter((row) => !isKept(row) && mayBe(row)).map(({ ruleId }) => ruleId))]
    const counted = rules.length === 0 ? [] : await heldDueWithin(db, reach, days, { without, rules })
    const held = new Map(counted.map((row) => [keyOf(row), row.held]))
    return (row) => (isKept(row) ? row.records : (held.get(keyOf(row)) ?? 0))
  }
}

const isWhole = ({ source, triggerFrom, triggerTo }: CaughtCriteria): boolean =>
  source === null && triggerFrom === null && triggerTo === null

const covers = ({ services, rules }: CaughtCriteria, { serviceId, ruleId }: DueWithin): boolean =>
  (services === null || (serviceId !== null && services.includes(serviceId))) &&
  (rules === null || rules.includes(ruleId))

const keyOf = ({ serviceId, ruleId }: Pick<DueWithin, 'serviceId' | 'ruleId'>): string => `${ruleId} ${serviceId}`
