import type { OwnRule } from '../../db/queries/own-retention.ts'
import { readPeriod } from '../domain/period.ts'
import { program } from '../domain/permission.ts'
import type { DatedRule } from '../domain/retention.ts'

/** The rule of the schedule by which this product keeps its own personal data. */
export const OWN_RULE = 'AUD-01'

/** Who erases by it. */
export const ERASER = program('Nightly sweep')

/** What a version of the rule counts dates by, or null when it erases nothing: unconfirmed, without a period, or with another disposal action. */
export function erasingRule({ disposalAction, standing, triggerKind, countedFrom, period }: OwnRule): DatedRule | null {
  const read = readPeriod(period)
  const erases = disposalAction === 'destroy' || disposalAction === 'anonymise'
  return read && erases && standing === 'confirmed' ? { triggerKind, countedFrom, period: read } : null
}
