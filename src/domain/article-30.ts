import { accountability } from './findings/accountability.ts'
import type { ActivityCheck, ContactFacts, Gap } from './findings/check.ts'
import { lawfulness } from './findings/lawfulness.ts'
import { particulars } from './findings/particulars.ts'
import { parties } from './findings/parties.ts'
import { specialCategory } from './findings/special-category.ts'
import { transfers } from './findings/transfers.ts'
import type { ActivityContent } from './processing-activity.ts'

/** Every check of an activity, in the order in which its gaps are listed. */
const activityChecks: ActivityCheck[] = [
  ...parties,
  ...particulars,
  ...transfers,
  ...lawfulness,
  ...specialCategory,
  ...accountability,
]

/**
 * What the record of an activity still misses, in the order of the catalogue; empty when it is complete.
 *
 * `organisations`: what the register knows of the organisations that the activity names, by code. The same content always gives the
 * same gaps. Source: UK GDPR Article 30(1) and (2), and the articles that each gap cites.
 */
export const article30Gaps = (content: ActivityContent, organisations: Map<string, ContactFacts>): Gap[] =>
  activityChecks.flatMap(({ code, citation, find }) =>
    find({ content, organisations }).map((text) => ({ code, text, citation })),
  )
