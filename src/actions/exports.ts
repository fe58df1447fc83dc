import { accountsExport } from './accounts-csv.ts'
import { auditEventsExport } from './audit-events-csv.ts'
import { changeRequestsExport } from './change-requests-csv.ts'
import { deputiesExport } from './deputies-csv.ts'
import { disposalHoldsExport } from './disposal-holds-csv.ts'
import { disposalIncidentsExport } from './disposal-incidents-csv.ts'
import { disposalInstructionsExport } from './disposal-instructions-csv.ts'
import { disposalReviewsExport } from './disposal-reviews-csv.ts'
import { certificatesExport, disposalsExport } from './disposals-csv.ts'
import { findingsExport } from './findings-csv.ts'
import { jobRunsExport } from './job-runs-csv.ts'
import { organisationsExport } from './organisations-csv.ts'
import { privacyNoticesExport } from './privacy-notices-csv.ts'
import { processingActivitiesExport } from './processing-activities-csv.ts'
import { proposalsExport } from './proposals-csv.ts'
import { recipientsExport } from './recipients-csv.ts'
import { recordFeedsExport } from './record-feeds-csv.ts'
import { recordsExport } from './records-csv.ts'
import { retentionRulesExport } from './retention-rules-csv.ts'
import { reviewRequestsExport } from './review-requests-csv.ts'
import { ruleDraftsExport } from './rule-drafts-csv.ts'
import { servicesExport } from './services-csv.ts'
import { sourceSystemsExport } from './source-systems-csv.ts'
import { termsExport } from './terms-csv.ts'
import { type WholeList, whole } from './whole-list.ts'

/** Every list that leaves as a file, by the name that its page has: the whole of it, without filters. */
export const exports: Record<string, WholeList> = {
  [processingActivitiesExport.name]: whole(processingActivitiesExport, {}),
  [findingsExport.name]: whole(findingsExport, {}),
  [proposalsExport.name]: whole(proposalsExport, {}),
  [reviewRequestsExport.name]: whole(reviewRequestsExport, {}),
  [changeRequestsExport.name]: whole(changeRequestsExport, {}),
  [retentionRulesExport.name]: whole(retentionRulesExport, {}),
  [ruleDraftsExport.name]: whole(ruleDraftsExport, {}),
  [recordsExport.name]: whole(recordsExport, {}),
  [disposalReviewsExport.name]: whole(disposalReviewsExport, {}),
  [disposalInstructionsExport.name]: whole(disposalInstructionsExport, {}),
  [disposalsExport.name]: whole(disposalsExport, {}),
  [certificatesExport.name]: whole(certificatesExport, {}),
  [disposalIncidentsExport.name]: whole(disposalIncidentsExport, {}),
  [disposalHoldsExport.name]: whole(disposalHoldsExport, {}),
  [recordFeedsExport.name]: whole(recordFeedsExport, {}),
  [jobRunsExport.name]: whole(jobRunsExport, {}),
  [privacyNoticesExport.name]: whole(privacyNoticesExport, {}),
  [organisationsExport.name]: whole(organisationsExport, {}),
  [servicesExport.name]: whole(servicesExport, {}),
  [recipientsExport.name]: whole(recipientsExport, {}),
  [termsExport.name]: whole(termsExport, {}),
  [sourceSystemsExport.name]: whole(sourceSystemsExport, {}),
  [accountsExport.name]: whole(accountsExport, {}),
  [deputiesExport.name]: whole(deputiesExport, {}),
  [auditEventsExport.name]: whole(auditEventsExport, {}),
}
