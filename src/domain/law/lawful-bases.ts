import type { IsoDate } from '../calendar.ts'
import { type LawfulBasis, lawfulBases } from '../processing-activity.ts'
import { type Dated, inForce } from './in-force.ts'

/**
 * The law of a lawful basis by day. `barred`: when a public authority may not rest its tasks on it, null for never.
 *
 * Source: UK GDPR Article 6(1), as the Data (Use and Access) Act 2025 s.70 changed it on 5 February 2026.
 */
type BasisLaw = Dated & { barred: Dated | null }

const ALWAYS: Dated = { from: null, until: null }
const SINCE_2026: Dated = { from: '2026-02-05', until: null }

const lawOf: Record<LawfulBasis, BasisLaw> = {
  consent: { ...ALWAYS, barred: null },
  contract: { ...ALWAYS, barred: null },
  'legal obligation': { ...ALWAYS, barred: null },
  'vital interests': { ...ALWAYS, barred: null },
  'public task': { ...ALWAYS, barred: null },
  'recognised legitimate interest': { ...SINCE_2026, barred: SINCE_2026 },
  'legitimate interests': { ...ALWAYS, barred: ALWAYS },
}

/** When a lawful basis can be relied on at all. */
export const basisDates = (basis: LawfulBasis): Dated => lawOf[basis]

/** True when processing can rest on a lawful basis on a day. */
export const basisInForce = (basis: LawfulBasis, on: IsoDate): boolean => inForce(lawOf[basis], on)

/** The lawful bases on which a public authority may not rest its tasks, with the days of the bar. Source: the closing words of Article 6(1). */
export const barredToAuthorities: { basis: LawfulBasis; dates: Dated }[] = lawfulBases.flatMap((basis) => {
  const dates = lawOf[basis].barred
  return dates === null ? [] : [{ basis, dates }]
})
