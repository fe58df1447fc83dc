import { partOf, partOfPoint, pointOf, type SchedulePart } from '../law/schedule-1.ts'
import type { ConditionEntry, TermMark } from '../processing-activity.ts'
import { answersForLaw, oneIf } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity } from './check.ts'

const hasData = ({ content }: CheckedActivity, mark: TermMark): boolean =>
  content.terms.some((term) => term.mark === mark)

const conditionsOf = ({ content }: CheckedActivity, kind: ConditionEntry['kind']): ConditionEntry[] =>
  content.conditions.filter((condition) => condition.kind === kind)

const article9: ActivityCheck = {
  ...always,
  code: 'SC-01',
  severity: 'error',
  citation: 'UK GDPR Article 9(1) and (2)',
  whatToDo: 'Add the condition of Article 9(2) that allows the special category data.',
  section: 'whom-and-what',
  find: (activity) =>
    oneIf(
      answersForLaw(activity) &&
        hasData(activity, 'special category') &&
        conditionsOf(activity, 'Article 9').length === 0,
      'Special category data is processed, but no Article 9 condition is recorded.',
    ),
}

/** A condition of Schedule 1 whose words do not tell its part is taken to be the one that is needed. */
const hasConditionOf = (activity: CheckedActivity, part: SchedulePart): boolean =>
  conditionsOf(activity, 'Schedule 1').some((condition) => [part, null].includes(partOf(condition)))

const schedule1: ActivityCheck = {
  ...always,
  code: 'SC-02',
  severity: 'error',
  citation: 'UK GDPR Article 9(2); Data Protection Act 2018 s.10(2) and (3)',
  whatToDo: 'Add the condition of the Data Protection Act 2018, Schedule 1, that is met, by its paragraph.',
  section: 'whom-and-what',
  find: (activity) =>
    answersForLaw(activity)
      ? [...new Set(conditionsOf(activity, 'Article 9').map(pointOf))].flatMap((point) => {
          const part = point === null ? undefined : partOfPoint[point]
          return part === undefined || hasConditionOf(activity, part)
            ? []
            : [
                {
                  key: `point ${point}`,
                  text: `Article 9(2)(${point}) needs a condition of Schedule 1 Part ${part}, and none is recorded.`,
                },
              ]
        })
      : [],
}

const article10: ActivityCheck = {
  ...always,
  code: 'SC-06',
  severity: 'error',
  citation: 'UK GDPR Article 10; Data Protection Act 2018 s.10(5)',
  whatToDo: 'Add the condition of Schedule 1 that allows the offence data, or the official authority that controls it.',
  section: 'whom-and-what',
  find: (activity) =>
    oneIf(
      answersForLaw(activity) &&
        hasData(activity, 'criminal offence') &&
        conditionsOf(activity, 'Article 10').length === 0 &&
        conditionsOf(activity, 'Schedule 1').length === 0,
      'Criminal offence data is processed, but no authority under Article 10 is recorded.',
      'authority',
    ),
}

const article10Condition: ActivityCheck = {
  ...always,
  code: 'SC-06',
  severity: 'error',
  citation: 'UK GDPR Article 10; Data Protection Act 2018 s.10(5)',
  whatToDo: 'Add the condition of Schedule 1 by its paragraph.',
  section: 'whom-and-what',
  find: (activity) =>
    oneIf(
      answersForLaw(activity) &&
        conditionsOf(activity, 'Article 10').some(({ text }) => /schedule 1/i.test(text)) &&
        conditionsOf(activity, 'Schedule 1').length === 0,
      'Offence data is said to be allowed through Schedule 1, but no condition of Schedule 1 is named.',
      'condition',
    ),
}

/** Whether special category and offence data have the further conditions that they need. */
export const specialCategory: ActivityCheck[] = [article9, schedule1, article10, article10Condition]
