import { automatedDecisionLaw } from '../law/automated-decisions.ts'
import { listInWords } from '../list.ts'
import { answersForLaw, detailOf, isProcessorRecord, oneIf, saysSomething } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity, during } from './check.ts'

const DENIED = /^(no|there (is|are) no) (profiling|automated|automatic|solely|decisions? (is|are))\b/i

/** True when decisions or profiles are made by automated means: a person's choice of kind goes before the words. */
function isAutomated(activity: CheckedActivity): boolean {
  const kind = detailOf(activity, 'kind of automated decision')
  const { automatedDecisions } = activity.content
  return kind === '' ? saysSomething(automatedDecisions) && !DENIED.test(automatedDecisions.trim()) : kind !== 'none'
}

const automationExplained: ActivityCheck[] = automatedDecisionLaw.map(({ citation, ...dates }) => ({
  ...during(dates),
  code: 'ADM-01',
  severity: 'error',
  citation,
  whatToDo:
    'Say by what logic people are profiled or decided on, and what follows for them. If nothing of the kind is done, choose “none”.',
  section: 'risk',
  find: (activity) => {
    if (!answersForLaw(activity) || !isAutomated(activity)) return []
    const missing = [
      ...(saysSomething(detailOf(activity, 'logic of automated decisions')) ? [] : ['the logic']),
      ...(saysSomething(detailOf(activity, 'effect of automated decisions')) ? [] : ['the effect on people']),
    ]
    return oneIf(
      missing.length > 0,
      `People are profiled or decided on by automated means, and ${listInWords(missing)} ${missing.length === 1 ? 'is' : 'are'} not described.`,
    )
  },
}))

/** A state such as “Not started” is none: the assessment comes before the processing. */
const isAssessed = (activity: CheckedActivity): boolean =>
  saysSomething(activity.content.dpiaStatus) || saysSomething(detailOf(activity, 'link to the impact assessment'))

const impactAssessed: ActivityCheck = {
  ...always,
  code: 'DPIA-01',
  severity: 'error',
  citation: 'UK GDPR Article 35(1), (3) and (4)',
  whatToDo: 'Carry out the data protection impact assessment, and enter how far it is and where it is.',
  section: 'risk',
  find: (activity) => {
    const { dpiaCriteria, dpiaRequired } = activity.content
    if (isProcessorRecord(activity) || isAssessed(activity)) return []
    if (dpiaCriteria.length > 0)
      return [
        {
          key: '',
          text: `A data protection impact assessment is called for (${listInWords(dpiaCriteria.map(({ criterion }) => criterion))}), and none is recorded.`,
        },
      ]
    return oneIf(
      dpiaRequired === 'yes',
      'A data protection impact assessment is required, and none is recorded as begun or done.',
    )
  },
}

const childrenInformed: ActivityCheck = {
  ...always,
  code: 'CHD-01',
  severity: 'warning',
  citation: 'UK GDPR Articles 12(1) and 25(1)',
  whatToDo: 'Write information that children can understand, and say where they find it.',
  section: 'whom-and-what',
  find: (activity) =>
    oneIf(
      answersForLaw(activity) &&
        activity.content.terms.some(({ mark }) => mark === 'children') &&
        !saysSomething(detailOf(activity, 'information for children')),
      'Children’s data is processed, but no information that is fit for children is recorded.',
    ),
}

/** Whether what puts people at risk is explained to them and assessed. */
export const risk: ActivityCheck[] = [...automationExplained, impactAssessed, childrenInformed]
