import type { PartyEntry, PartyPart } from '../processing-activity.ts'
import { type ActivityCheck, type CheckedActivity, isProcessorRecord, oneIf } from './check.ts'

const partiesIn = ({ content }: CheckedActivity, part: PartyPart): PartyEntry[] =>
  content.parties.filter((party) => party.part === part)

/** The details of a party say how to reach an officer, and who somebody without an organisation is; for others they are remarks. */
function reachable(activity: CheckedActivity, { part, organisation, detail }: PartyEntry): boolean {
  const known = organisation === null ? undefined : activity.organisations.get(organisation)
  const officer = part === 'data protection officer'
  const ways = [known?.address, known?.email, known?.telephone, officer ? known?.dpoContact : '']
  return [...ways, officer || organisation === null ? detail : ''].some((text) => text)
}

const nameOf = ({ organisations }: CheckedActivity, { organisation, detail }: PartyEntry): string =>
  (organisation === null ? undefined : organisations.get(organisation)?.name) ?? organisation ?? detail

const controllerNamed: ActivityCheck = {
  code: 'ROP-01',
  citation: 'UK GDPR Article 30(1)(a)',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && partiesIn(activity, 'controller').length === 0 && !hasJointControllers(activity),
      'No controller is named.',
    ),
}

const hasJointControllers = (activity: CheckedActivity): boolean => partiesIn(activity, 'joint controller').length > 0

const controllerReachable: ActivityCheck = {
  code: 'ROP-01',
  citation: 'UK GDPR Article 30(1)(a)',
  find: (activity) =>
    [...partiesIn(activity, 'controller'), ...partiesIn(activity, 'joint controller')]
      .filter((party) => !isProcessorRecord(activity) && !reachable(activity, party))
      .map((party) => `There are no contact details for ${nameOf(activity, party)}.`),
}

const jointControllersNamed: ActivityCheck = {
  code: 'JNT-01',
  citation: 'UK GDPR Articles 26 and 30(1)(a)',
  find: (activity) =>
    oneIf(
      activity.content.role === 'joint controller' && !hasJointControllers(activity),
      'The role is joint controller, but no joint controller is named.',
    ),
}

const officerReachable: ActivityCheck = {
  code: 'DPO-01',
  citation: 'UK GDPR Articles 30(1)(a) and 37(7)',
  find: (activity) =>
    oneIf(
      !partiesIn(activity, 'data protection officer').some((officer) => reachable(activity, officer)),
      'There is no contact for the data protection officer.',
    ),
}

const controllersServed: ActivityCheck = {
  code: 'ROP-08',
  citation: 'UK GDPR Article 30(2)(a)',
  find: (activity) =>
    oneIf(
      isProcessorRecord(activity) && partiesIn(activity, 'controller').length === 0,
      'The controllers on whose behalf the data is processed are not named.',
    ),
}

/** Whether those who answer for the processing are named and can be reached. */
export const parties: ActivityCheck[] = [
  controllerNamed,
  controllerReachable,
  jointControllersNamed,
  controllersServed,
  officerReachable,
]
