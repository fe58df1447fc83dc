import { answersForLaw, lackingFor, saysSomething } from './answers.ts'
import { type ActivityCheck, always } from './check.ts'

const consentRecorded: ActivityCheck = {
  ...always,
  code: 'LB-08',
  severity: 'error',
  citation: 'UK GDPR Article 7(1)',
  whatToDo: 'Say where it is recorded who agreed, when and to what.',
  section: 'why',
  find: (activity) =>
    answersForLaw(activity)
      ? lackingFor(
          activity,
          'consent',
          ({ record }) => saysSomething(record),
          'record',
          (ofPurpose) => `Consent is relied on${ofPurpose}, but it is not said where it is recorded.`,
        )
      : [],
}

const consentWithdrawable: ActivityCheck = {
  ...always,
  code: 'LB-08',
  severity: 'error',
  citation: 'UK GDPR Article 7(3)',
  whatToDo: 'Say how people withdraw their consent. It has to be as easy as giving it.',
  section: 'why',
  find: (activity) =>
    answersForLaw(activity)
      ? lackingFor(
          activity,
          'consent',
          ({ withdrawal }) => saysSomething(withdrawal),
          'withdrawal',
          (ofPurpose) => `Consent is relied on${ofPurpose}, but it is not said how it can be withdrawn.`,
        )
      : [],
}

/** Whether consent can be shown and taken back. */
export const consent: ActivityCheck[] = [consentRecorded, consentWithdrawable]
