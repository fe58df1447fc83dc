import { barredToAuthorities, basisDates } from '../law/lawful-bases.ts'
import { lawfulBasisInWords } from '../lawful-basis.ts'
import { answersForLaw, lackingFor, oneIf, partiesIn, saysSomething } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity, during } from './check.ts'

const isOfAuthority = (activity: CheckedActivity): boolean =>
  partiesIn(activity, 'controller', 'joint controller').some(
    ({ organisation }) => organisation !== null && activity.organisations.get(organisation)?.kind === 'council',
  )

const basesOpenToAuthorities: ActivityCheck[] = barredToAuthorities.map(({ basis, dates }) => ({
  ...during(dates),
  code: 'LB-03',
  severity: 'error',
  citation: 'UK GDPR Article 6(1), closing words',
  whatToDo:
    'Choose another lawful basis, such as public task. If this is no task of the council, accept the finding and say why.',
  section: 'why',
  find: (activity) =>
    oneIf(
      answersForLaw(activity) &&
        isOfAuthority(activity) &&
        activity.content.lawfulBases.some((entry) => entry.basis === basis),
      `The lawful basis “${lawfulBasisInWords(basis)}” is recorded, and a council cannot rest its tasks on it.`,
      basis,
    ),
}))

const interestDescribed: ActivityCheck = {
  ...always,
  code: 'LB-04',
  severity: 'error',
  citation: 'UK GDPR Articles 6(1)(f) and 13(1)(d)',
  whatToDo: 'Say which interest is pursued, and whose.',
  section: 'why',
  find: (activity) =>
    answersForLaw(activity)
      ? lackingFor(
          activity,
          'legitimate interests',
          ({ interest }) => saysSomething(interest),
          'interest',
          (ofPurpose) => `Legitimate interests are relied on${ofPurpose}, but the interest is not described.`,
        )
      : [],
}

const interestAssessed: ActivityCheck = {
  ...always,
  code: 'LB-04',
  severity: 'warning',
  citation: 'UK GDPR Articles 5(2) and 6(1)(f)',
  whatToDo: 'Weigh the interest against those of the people concerned, and say where the assessment is.',
  section: 'why',
  find: (activity) =>
    answersForLaw(activity)
      ? lackingFor(
          activity,
          'legitimate interests',
          ({ record }) => saysSomething(record),
          'assessment',
          (ofPurpose) => `Legitimate interests are relied on${ofPurpose}, but no assessment of them is recorded.`,
        )
      : [],
}

const conditionNamed: ActivityCheck = {
  ...during(basisDates('recognised legitimate interest')),
  code: 'LB-09',
  severity: 'error',
  citation: 'UK GDPR Article 6(1)(ea) and (5), Annex 1',
  whatToDo: 'Enter the condition of Annex 1 that is met, or choose another lawful basis.',
  section: 'why',
  find: (activity) =>
    answersForLaw(activity)
      ? lackingFor(
          activity,
          'recognised legitimate interest',
          ({ interest }) => saysSomething(interest),
          '',
          (ofPurpose) => `A recognised legitimate interest is relied on${ofPurpose} without its condition of Annex 1.`,
        )
      : [],
}

/** Whether legitimate interests are open to the controller, and are described and weighed. */
export const interests: ActivityCheck[] = [
  ...basesOpenToAuthorities,
  interestDescribed,
  interestAssessed,
  conditionNamed,
]
