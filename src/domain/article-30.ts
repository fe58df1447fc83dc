import { accountability } from './findings/accountability.ts'
import { adequacyClaimed } from './findings/adequacy.ts'
import { type ActivityCheck, type CheckedActivity, type Finding, isAsked } from './findings/check.ts'
import { consent } from './findings/consent.ts'
import { interests } from './findings/interests.ts'
import { jointControllers } from './findings/joint-controllers.ts'
import { lawfulness } from './findings/lawfulness.ts'
import { ruleLinks } from './findings/linked-rules.ts'
import { noticeRange } from './findings/notice-range.ts'
import { notices } from './findings/notices.ts'
import { particulars } from './findings/particulars.ts'
import { parties } from './findings/parties.ts'
import { policyDocument } from './findings/policy-document.ts'
import { processorContracts } from './findings/processors.ts'
import { retention } from './findings/retention.ts'
import { peoplesRights } from './findings/rights.ts'
import { risk } from './findings/risk.ts'
import { safeguards } from './findings/safeguards.ts'
import { security } from './findings/security.ts'
import { specialCategory } from './findings/special-category.ts'
import { transfers } from './findings/transfers.ts'

/** Every check of an activity, its rules and its notices, in the order in which findings are listed. Some share a code. */
export const catalogue: ActivityCheck[] = [
  ...parties,
  ...jointControllers,
  ...particulars,
  ...processorContracts,
  ...transfers,
  ...safeguards,
  ...adequacyClaimed,
  ...retention,
  ...ruleLinks,
  ...noticeRange,
  ...security,
  ...lawfulness,
  ...interests,
  ...consent,
  ...specialCategory,
  ...policyDocument,
  ...peoplesRights,
  ...risk,
  ...accountability,
  ...notices,
]

/**
 * What is missing or wrong in an activity on the day on which it is looked at, in the order of the catalogue; empty when all is in order.
 *
 * Each pair of code and key comes once, and the same data gives the same findings. A retired or withdrawn activity has none. Source: UK GDPR
 * Article 30(1) and (2), and the law that each finding cites.
 */
export function findingsOf(activity: CheckedActivity): Finding[] {
  if (activity.status === 'retired' || activity.status === 'withdrawn') return []
  const found = catalogue
    .filter((check) => isAsked(check, activity.on))
    .flatMap(({ code, severity, citation, whatToDo, section, find }) =>
      find(activity).map(({ key, text }) => ({ code, key, severity, text, citation, whatToDo, section })),
    )
  return [...new Map(found.map((finding) => [`${finding.code}\n${finding.key}`, finding] as const)).values()]
}
