import type { ConditionKind, TermMark } from '../processing-activity.ts'
import { type ActivityCheck, type CheckedActivity, isProcessorRecord, oneIf } from './check.ts'

const lacksCondition = (activity: CheckedActivity, mark: TermMark, kind: ConditionKind): boolean =>
  !isProcessorRecord(activity) &&
  activity.content.terms.some((term) => term.mark === mark) &&
  !activity.content.conditions.some((condition) => condition.kind === kind)

const article9: ActivityCheck = {
  code: 'SC-01',
  citation: 'UK GDPR Article 9(1) and (2)',
  find: (activity) =>
    oneIf(
      lacksCondition(activity, 'special category', 'Article 9'),
      'Special category data is processed, but no Article 9 condition is recorded.',
    ),
}

const article10: ActivityCheck = {
  code: 'SC-06',
  citation: 'UK GDPR Article 10; Data Protection Act 2018 s.10(5)',
  find: (activity) =>
    oneIf(
      lacksCondition(activity, 'criminal offence', 'Article 10') &&
        !activity.content.conditions.some(({ kind }) => kind === 'Schedule 1'),
      'Criminal offence data is processed, but no authority under Article 10 is recorded.',
    ),
}

/** Whether special category and offence data have the further conditions that they need. */
export const specialCategory: ActivityCheck[] = [article9, article10]
