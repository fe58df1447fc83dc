import type { TermKind } from '../processing-activity.ts'
import { type ActivityCheck, type CheckedActivity, isProcessorRecord, oneIf, saidInWords } from './check.ts'

const hasTerm = ({ content }: CheckedActivity, kind: TermKind): boolean =>
  content.terms.some((term) => term.kind === kind)

const roleKnown: ActivityCheck = {
  code: 'ROP-01',
  citation: 'UK GDPR Article 30(1) and (2)',
  find: ({ content }) =>
    oneIf(content.role === 'not stated', 'The role is not stated: it decides which particulars the record must have.'),
}

const purposeStated: ActivityCheck = {
  code: 'ROP-02',
  citation: 'UK GDPR Article 30(1)(b)',
  find: (activity) =>
    oneIf(!isProcessorRecord(activity) && activity.content.purposes.length === 0, 'No purpose is stated.'),
}

const subjectsStated: ActivityCheck = {
  code: 'ROP-03',
  citation: 'UK GDPR Article 30(1)(c)',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && !hasTerm(activity, 'data subject category'),
      'The categories of people are not stated.',
    ),
}

const dataStated: ActivityCheck = {
  code: 'ROP-03',
  citation: 'UK GDPR Article 30(1)(c)',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && !hasTerm(activity, 'personal data category'),
      'The categories of personal data are not stated.',
    ),
}

const recipientsStated: ActivityCheck = {
  code: 'ROP-04',
  citation: 'UK GDPR Article 30(1)(d)',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && activity.content.recipients.length === 0 && !saidInWords(activity, 'recipients'),
      'The categories of recipients are not stated.',
    ),
}

const periodSet: ActivityCheck = {
  code: 'ROP-06',
  citation: 'UK GDPR Article 30(1)(f)',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && activity.content.rules.length === 0,
      'No time limit for erasure: no retention rule is linked.',
    ),
}

const measuresDescribed: ActivityCheck = {
  code: 'ROP-07',
  citation: 'UK GDPR Articles 30(1)(g), 30(2)(d) and 32(1)',
  find: (activity) => oneIf(!hasTerm(activity, 'security measure'), 'The security measures are not described.'),
}

const processingDescribed: ActivityCheck = {
  code: 'ROP-08',
  citation: 'UK GDPR Article 30(2)(b)',
  find: (activity) =>
    oneIf(
      isProcessorRecord(activity) && activity.content.purposes.length === 0,
      'The categories of processing carried out for each controller are not described.',
    ),
}

/** Whether what Article 30 asks for beside the parties is there, in its order. */
export const particulars: ActivityCheck[] = [
  roleKnown,
  purposeStated,
  processingDescribed,
  subjectsStated,
  dataStated,
  recipientsStated,
  periodSet,
  measuresDescribed,
]
