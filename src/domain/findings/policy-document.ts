import { paragraphOf, policyNeed } from '../law/schedule-1.ts'
import { listInWords } from '../list.ts'
import type { ConditionEntry } from '../processing-activity.ts'
import { answersForLaw, detailOf, oneIf, saysSomething } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity } from './check.ts'

const hasPolicy = (activity: CheckedActivity): boolean => saysSomething(detailOf(activity, 'policy document'))

/** The conditions that hold only with a policy document, while none is named. */
const withoutPolicy = (activity: CheckedActivity): ConditionEntry[] =>
  answersForLaw(activity) && !hasPolicy(activity)
    ? activity.content.conditions.filter((condition) => policyNeed(condition).needed)
    : []

const inWords = (conditions: ConditionEntry[]): string => {
  const numbers = [...new Set(conditions.map(paragraphOf))]
    .filter((number) => number !== null)
    .toSorted((a, b) => a - b)
  if (numbers.length === 0) return 'Part 2 of Schedule 1'
  return `Schedule 1 ${numbers.length === 1 ? 'paragraph' : 'paragraphs'} ${listInWords(numbers.map(String))}`
}

const policyNamed: ActivityCheck = {
  ...always,
  code: 'SC-03',
  severity: 'error',
  citation: 'Data Protection Act 2018 Sch 1 paras 1(1)(b), 5(1), 38 and 39',
  whatToDo: 'Write the appropriate policy document, or say where it is.',
  section: 'whom-and-what',
  find: (activity) => {
    const firm = withoutPolicy(activity).filter((condition) => policyNeed(condition).unless === '')
    return oneIf(
      firm.length > 0,
      `An appropriate policy document is needed for ${inWords(firm)}, and none is named.`,
      'policy',
    )
  },
}

/** Where nothing else needs the document, a person has to say whether the exception is met. */
const policyUnlessExcepted: ActivityCheck = {
  ...always,
  code: 'SC-03',
  severity: 'prompt',
  citation: 'Data Protection Act 2018 Sch 1 paras 5(1), 10(2) and 27(3)',
  whatToDo: 'Say where the appropriate policy document is, or accept the finding because the exception is met.',
  section: 'whom-and-what',
  find: (activity) => {
    const conditions = withoutPolicy(activity)
    if (conditions.some((condition) => policyNeed(condition).unless === '')) return []
    return conditions.map((condition) => ({
      key: inWords([condition]),
      text: `An appropriate policy document is needed for ${inWords([condition])}, unless ${policyNeed(condition).unless}. None is named.`,
    }))
  },
}

const keepingRecorded: ActivityCheck = {
  ...always,
  code: 'SC-04',
  severity: 'error',
  citation: 'Data Protection Act 2018 Sch 1 para 41',
  whatToDo: 'Say whether the data is kept and erased as the policy document says, and why if it is not.',
  section: 'whom-and-what',
  find: (activity) => {
    if (!answersForLaw(activity) || !hasPolicy(activity)) return []
    const kept = detailOf(activity, 'kept as the policy says')
    if (kept !== 'yes' && kept !== 'no')
      return [
        { key: 'kept', text: 'It is not recorded whether the data is kept and erased as the policy document says.' },
      ]
    return oneIf(
      kept === 'no' && !saysSomething(detailOf(activity, 'reasons against the policy')),
      'The data is not kept and erased as the policy document says, and no reasons are recorded.',
      'reasons',
    )
  },
}

/** Whether the policy document that some conditions rest on is there, and followed. */
export const policyDocument: ActivityCheck[] = [policyNamed, policyUnlessExcepted, keepingRecorded]
