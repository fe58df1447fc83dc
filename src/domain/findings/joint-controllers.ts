import { listInWords } from '../list.ts'
import { detailOf, isProcessorRecord, nameOf, oneIf, partiesIn, saysSomething } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity } from './check.ts'

const isArranged = (activity: CheckedActivity): boolean => saysSomething(detailOf(activity, 'joint arrangement'))

/** True when the record says that somebody decides together: by its role, by a party or by a recipient. */
const isJoint = (activity: CheckedActivity): boolean =>
  activity.content.role === 'joint controller' ||
  partiesIn(activity, 'joint controller').length > 0 ||
  activity.content.recipients.some(({ role }) => role === 'joint controller')

const jointControllersNamed: ActivityCheck = {
  ...always,
  code: 'JNT-01',
  severity: 'error',
  citation: 'UK GDPR Articles 26 and 30(1)(a)',
  whatToDo: 'Name the joint controllers, or change the role to controller.',
  section: 'who',
  find: (activity) =>
    oneIf(
      activity.content.role === 'joint controller' && partiesIn(activity, 'joint controller').length === 0,
      'The role is joint controller, but no joint controller is named.',
      'names',
    ),
}

const jointControllersArranged: ActivityCheck = {
  ...always,
  code: 'JNT-01',
  severity: 'error',
  citation: 'UK GDPR Article 26(1) and (2)',
  whatToDo: 'Agree who answers for what, make the gist of it known to people, and say here where the arrangement is.',
  section: 'who',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && isJoint(activity) && !isArranged(activity),
      'Controllers decide together, but no arrangement between them is recorded.',
      'arrangement',
    ),
}

/** Controllers beside each other who are not said to decide together; JNT-01 speaks of those who are. */
const severalControllersSettled: ActivityCheck = {
  ...always,
  code: 'CTL-02',
  severity: 'warning',
  citation: 'UK GDPR Article 26(1)',
  whatToDo:
    'Settle whether they decide together. If they do, name them as joint controllers with their arrangement; if not, give each a record of its own.',
  section: 'who',
  find: (activity) => {
    const controllers = partiesIn(activity, 'controller')
    if (isProcessorRecord(activity) || isJoint(activity) || isArranged(activity) || controllers.length < 2) return []
    const names = controllers.map(({ organisation, detail }) => nameOf(activity, organisation, detail))
    return [{ key: '', text: `${listInWords(names)} are all named as controller, and how they share it is not said.` }]
  },
}

/** Whether controllers that decide together have said who answers for what. */
export const jointControllers: ActivityCheck[] = [
  jointControllersNamed,
  jointControllersArranged,
  severalControllersSettled,
]
