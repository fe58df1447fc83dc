import type { PartyEntry } from '../processing-activity.ts'
import { isProcessorRecord, keyOf, nameOf, oneIf, partiesIn } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity } from './check.ts'

/** The details of a party say how to reach an officer, and who somebody without an organisation is; for others they are remarks. */
function reachable(activity: CheckedActivity, { part, organisation, detail }: PartyEntry): boolean {
  const known = organisation === null ? undefined : activity.organisations.get(organisation)
  const officer = part === 'data protection officer'
  const ways = [known?.address, known?.email, known?.telephone, officer ? known?.dpoContact : '']
  return [...ways, officer || organisation === null ? detail : ''].some((text) => text)
}

const controllerNamed: ActivityCheck = {
  ...always,
  code: 'ROP-01',
  severity: 'error',
  citation: 'UK GDPR Article 30(1)(a)',
  whatToDo: 'Name the organisation that decides why and how the data is used.',
  section: 'who',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && partiesIn(activity, 'controller', 'joint controller').length === 0,
      'No controller is named.',
      'controller',
    ),
}

const controllerReachable: ActivityCheck = {
  ...always,
  code: 'ROP-01',
  severity: 'error',
  citation: 'UK GDPR Article 30(1)(a)',
  whatToDo: 'Add an address, e-mail address or telephone number to the organisation.',
  section: 'who',
  find: (activity) =>
    partiesIn(activity, 'controller', 'joint controller')
      .filter((party) => !isProcessorRecord(activity) && !reachable(activity, party))
      .map(({ organisation, detail }) => ({
        key: `contact: ${keyOf(organisation, detail)}`,
        text: `There are no contact details for ${nameOf(activity, organisation, detail)}.`,
      })),
}

const controllersServed: ActivityCheck = {
  ...always,
  code: 'ROP-08',
  severity: 'error',
  citation: 'UK GDPR Article 30(2)(a)',
  whatToDo: 'Name each controller for which the processing is done.',
  section: 'who',
  find: (activity) =>
    oneIf(
      isProcessorRecord(activity) && partiesIn(activity, 'controller').length === 0,
      'The controllers on whose behalf the data is processed are not named.',
      'controllers',
    ),
}

const officerReachable: ActivityCheck = {
  ...always,
  code: 'DPO-01',
  severity: 'error',
  citation: 'UK GDPR Articles 30(1)(a), 30(2)(a) and 37(7)',
  whatToDo: 'Name the data protection officer and say how to reach them.',
  section: 'who',
  find: (activity) =>
    oneIf(
      !partiesIn(activity, 'data protection officer').some((officer) => reachable(activity, officer)),
      'There is no contact for the data protection officer.',
    ),
}

/** Whether those who answer for the processing are named and can be reached. */
export const parties: ActivityCheck[] = [controllerNamed, controllerReachable, controllersServed, officerReachable]
