import type { TermKind } from '../processing-activity.ts'
import { isProcessorRecord, oneIf, saidInWords } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity } from './check.ts'

const hasTerm = ({ content }: CheckedActivity, kind: TermKind): boolean =>
  content.terms.some((term) => term.kind === kind)

const roleKnown: ActivityCheck = {
  ...always,
  code: 'ROP-01',
  severity: 'error',
  citation: 'UK GDPR Article 30(1) and (2)',
  whatToDo:
    'Choose the role. It is a controller if it decides why and how data is used, and a processor if it acts on instruction.',
  section: 'identity',
  find: ({ content }) =>
    oneIf(
      content.role === 'not stated',
      'The role is not stated: it decides which particulars the record must have.',
      'role',
    ),
}

const purposeStated: ActivityCheck = {
  ...always,
  code: 'ROP-02',
  severity: 'error',
  citation: 'UK GDPR Article 30(1)(b)',
  whatToDo: 'Say in a sentence what the data is used for, or end the processing.',
  section: 'why',
  find: (activity) =>
    oneIf(!isProcessorRecord(activity) && activity.content.purposes.length === 0, 'No purpose is stated.'),
}

const processingDescribed: ActivityCheck = {
  ...always,
  code: 'ROP-08',
  severity: 'error',
  citation: 'UK GDPR Article 30(2)(b)',
  whatToDo: 'Say what is done for each controller, as a purpose.',
  section: 'why',
  find: (activity) =>
    oneIf(
      isProcessorRecord(activity) && activity.content.purposes.length === 0,
      'The categories of processing carried out for each controller are not described.',
      'processing',
    ),
}

const subjectsStated: ActivityCheck = {
  ...always,
  code: 'ROP-03',
  severity: 'error',
  citation: 'UK GDPR Article 30(1)(c)',
  whatToDo: 'List the categories of people whose data is used.',
  section: 'whom-and-what',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && !hasTerm(activity, 'data subject category'),
      'The categories of people are not stated.',
      'people',
    ),
}

const dataStated: ActivityCheck = {
  ...always,
  code: 'ROP-03',
  severity: 'error',
  citation: 'UK GDPR Article 30(1)(c)',
  whatToDo: 'List the categories of personal data.',
  section: 'whom-and-what',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && !hasTerm(activity, 'personal data category'),
      'The categories of personal data are not stated.',
      'data',
    ),
}

const recipientsStated: ActivityCheck = {
  ...always,
  code: 'ROP-04',
  severity: 'error',
  citation: 'UK GDPR Article 30(1)(d)',
  whatToDo: 'List the recipients by category, or say in a note about recipients that there are none.',
  section: 'from-and-to',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && activity.content.recipients.length === 0 && !saidInWords(activity, 'recipients'),
      'The categories of recipients are not stated.',
    ),
}

/** Whether what Article 30 asks for beside the parties, the transfers, the periods and the measures is there, in its order. */
export const particulars: ActivityCheck[] = [
  roleKnown,
  purposeStated,
  processingDescribed,
  subjectsStated,
  dataStated,
  recipientsStated,
]
