import type { Erasure } from '../../db/queries/audit-chain.ts'
import { ownRuleVersions } from '../../db/queries/own-retention.ts'
import type { Db } from '../../db/schema.ts'
import { whoIdOf } from '../domain/audit-event.ts'
import { dateInWords, type IsoDate, londonDate } from '../domain/calendar.ts'
import { type DatedRule, retentionDates } from '../domain/retention.ts'
import { ERASER, erasingRule, OWN_RULE } from './own-rule.ts'
import type { TrailBreak } from './trail-diagnosis.ts'

/** `itself`: what keeps an erasure from being one of the sweep. `ofEvent`: the same, or that the rule then still kept the name of an event of that London date. */
export type ErasureCheck = {
  itself: (erasure: Erasure) => TrailBreak | null
  ofEvent: (erasure: Erasure, event: number, day: IsoDate) => TrailBreak | null
}

/** Whatever is no date comes after it. */
const LAST_DAY = '9999-12-31'

/**
 * Checks that erasures of names are such as the sweep makes: by it, of events before, and by the rule as it was in force.
 *
 * Of a day on which the rule was changed either version will do. `today`: no erasure is later; without it, any date will do.
 */
export async function checkErasures(db: Db, today: IsoDate | undefined): Promise<ErasureCheck> {
  const versions = await ownRuleVersions(db, OWN_RULE)

  const rulesOn = (day: IsoDate): DatedRule[] =>
    versions
      .filter(({ validFrom }, at) => validFrom <= day && (versions[at + 1]?.validFrom ?? day) >= day)
      .flatMap((version) => erasingRule(version) ?? [])

  const itself = ({ id, last, at, whoId, whoRole }: Erasure): TrailBreak | null => {
    const on = londonDate(at)
    if (last >= id) return broken(id, `erases names up to event ${last}, which did not come before it`)
    if (whoRole !== ERASER.role || whoId !== whoIdOf(ERASER))
      return broken(id, 'erases names, and was not written by the nightly sweep')
    if (on > (today ?? LAST_DAY)) return broken(id, 'erases names, and is of a day that is still to come')
    if (rulesOn(on).length === 0)
      return broken(id, `erased names on ${dateInWords(on)}, when rule ${OWN_RULE} was not in force to say so`)
    return null
  }

  const ofEvent = (erasure: Erasure, event: number, day: IsoDate): TrailBreak | null => {
    const wrong = itself(erasure)
    if (wrong) return wrong
    const { id, at } = erasure
    const on = londonDate(at)
    if (rulesOn(on).some((rule) => retentionDates(rule, day).dueOn <= on)) return null
    return broken(id, `erased on ${dateInWords(on)} who event ${event} names, whom rule ${OWN_RULE} kept for longer`)
  }

  return { itself, ofEvent }
}

const broken = (event: number, what: string): TrailBreak => ({ event, text: `Event ${event} ${what}.` })
