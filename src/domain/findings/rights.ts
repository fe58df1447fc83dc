import { complaintsLaw } from '../law/complaints.ts'
import { basisInForce } from '../law/lawful-bases.ts'
import { rightsOfBasis } from '../law/rights-table.ts'
import { lawfulBasisName } from '../lawful-basis.ts'
import { listInWords } from '../list.ts'
import { answersForLaw, detailOf, nameOf, oneIf, partiesIn } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity, during } from './check.ts'
import { noticesNamed } from './named-notices.ts'

/** The lawful bases of an activity against which people can object, in words; none for a record that is not a controller's. */
const objectable = (activity: CheckedActivity): string[] =>
  answersForLaw(activity)
    ? [...new Set(activity.content.lawfulBases.map(({ basis }) => basis))].flatMap((basis) =>
        basis !== null && basisInForce(basis, activity.on) && rightsOfBasis(basis).objection.answer === 'yes'
          ? [lawfulBasisName(basis).toLowerCase()]
          : [],
      )
    : []

const deniesObjection = ({ content }: CheckedActivity): boolean =>
  content.rights.some(({ right, answer }) => right === 'objection' && answer === 'no')

const objectionGiven: ActivityCheck = {
  ...always,
  code: 'RTS-01',
  severity: 'error',
  citation: 'UK GDPR Article 21(1)',
  whatToDo:
    'Take the exception away, or name the exemption of the Data Protection Act 2018 that allows it and answer “qualified”.',
  section: 'risk',
  find: (activity) => {
    const bases = objectable(activity)
    return oneIf(
      bases.length > 0 && deniesObjection(activity),
      `The right to object is denied, though the law gives it to people whose data is used on the basis of ${listInWords(bases)}.`,
      'denied',
    )
  },
}

const marketingRefusable: ActivityCheck = {
  ...always,
  code: 'RTS-01',
  severity: 'error',
  citation: 'UK GDPR Article 21(2) and (3)',
  whatToDo: 'Take the exception away: nothing goes before the right to object to direct marketing.',
  section: 'risk',
  find: (activity) =>
    oneIf(
      answersForLaw(activity) &&
        detailOf(activity, 'direct marketing') === 'yes' &&
        activity.content.rights.some(({ right, answer }) => right === 'objection' && answer !== 'yes'),
      'The right to object to direct marketing is limited, and the law allows no limit.',
      'marketing',
    ),
}

const objectionTold: ActivityCheck = {
  ...always,
  code: 'RTS-01',
  severity: 'error',
  citation: 'UK GDPR Articles 13(2)(b) and 21(4)',
  whatToDo: 'Have the right to object put into the notice, clearly and apart from other information.',
  section: 'points-to-settle',
  find: (activity) => {
    const bases = objectable(activity)
    return bases.length === 0
      ? []
      : noticesNamed(activity)
          .filter(({ rights }) => rights !== '' && !/\bobject/i.test(rights))
          .map(({ code, title }) => ({
            key: `notice: ${code}`,
            text: `“${title}” does not tell people that they can object to what rests on ${listInWords(bases)}.`,
          }))
  },
}

const complaintsTaken: ActivityCheck = {
  ...during(complaintsLaw),
  code: 'RTS-05',
  severity: 'warning',
  citation: complaintsLaw.citation,
  whatToDo:
    'Set up a way to complain to the controller, such as an electronic form, and enter it with the organisation.',
  section: 'who',
  find: (activity) => {
    const controllers = partiesIn(activity, 'controller')
    const named = controllers.length > 0 ? controllers : partiesIn(activity, 'joint controller')
    return named.flatMap(({ organisation, detail }) =>
      !answersForLaw(activity) || organisation === null || activity.organisations.get(organisation)?.complaints
        ? []
        : [
            {
              key: organisation,
              text: `It is not recorded how people complain to ${nameOf(activity, organisation, detail)} about their data.`,
            },
          ],
    )
  },
}

/** Whether people have the rights that the law gives them, and a way to complain. */
export const peoplesRights: ActivityCheck[] = [objectionGiven, marketingRefusable, objectionTold, complaintsTaken]
