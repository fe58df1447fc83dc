import type { PartyEntry, PartyPart, TermKind } from '../processing-activity.ts'
import { type ActivityCheck, type CheckedActivity, isProcessorRecord, oneIf, saidInWords } from './check.ts'

const parties = ({ content }: CheckedActivity, part: PartyPart): PartyEntry[] =>
  content.parties.filter((party) => party.part === part)

const hasTerm = ({ content }: CheckedActivity, kind: TermKind): boolean =>
  content.terms.some((term) => term.kind === kind)

/** The details of a party say how to reach an officer, and who somebody without an organisation is; for others they are remarks. */
function reachable(activity: CheckedActivity, { part, organisation, detail }: PartyEntry): boolean {
  const known = organisation === null ? undefined : activity.organisations.get(organisation)
  const officer = part === 'data protection officer'
  const ways = [known?.address, known?.email, known?.telephone, officer ? known?.dpoContact : '']
  return [...ways, officer || organisation === null ? detail : ''].some((text) => text)
}

const nameOf = ({ organisations }: CheckedActivity, { organisation, detail }: PartyEntry): string =>
  (organisation === null ? undefined : organisations.get(organisation)?.name) ?? organisation ?? detail

const roleKnown: ActivityCheck = {
  code: 'ROP-01',
  citation: 'UK GDPR Article 30(1) and (2)',
  find: ({ content }) =>
    oneIf(content.role === 'not stated', 'The role is not stated: it decides which particulars the record must have.'),
}

const controllerNamed: ActivityCheck = {
  code: 'ROP-01',
  citation: 'UK GDPR Article 30(1)(a)',
  find: (activity) =>
    oneIf(
      !isProcessorRecord(activity) && parties(activity, 'controller').length === 0 && !hasJointControllers(activity),
      'No controller is named.',
    ),
}

const hasJointControllers = (activity: CheckedActivity): boolean => parties(activity, 'joint controller').length > 0

const controllerReachable: ActivityCheck = {
  code: 'ROP-01',
  citation: 'UK GDPR Article 30(1)(a)',
  find: (activity) =>
    [...parties(activity, 'controller'), ...parties(activity, 'joint controller')]
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
      !parties(activity, 'data protection officer').some((officer) => reachable(activity, officer)),
      'There is no contact for the data protection officer.',
    ),
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

const controllersServed: ActivityCheck = {
  code: 'ROP-08',
  citation: 'UK GDPR Article 30(2)(a)',
  find: (activity) =>
    oneIf(
      isProcessorRecord(activity) && parties(activity, 'controller').length === 0,
      'The controllers on whose behalf the data is processed are not named.',
    ),
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

/** Whether the particulars that Article 30 lists are there, in its order. */
export const particulars: ActivityCheck[] = [
  roleKnown,
  controllerNamed,
  controllerReachable,
  jointControllersNamed,
  controllersServed,
  officerReachable,
  purposeStated,
  processingDescribed,
  subjectsStated,
  dataStated,
  recipientsStated,
  periodSet,
  measuresDescribed,
]
