import { dateInWords } from '../calendar.ts'
import { basisDates } from '../law/lawful-bases.ts'
import { lawfulBasisInWords, lawfulBasisName, needsStatute } from '../lawful-basis.ts'
import { lawfulBases } from '../processing-activity.ts'
import { answersForLaw, lackingFor, oneIf, saysSomething } from './answers.ts'
import { type ActivityCheck, always } from './check.ts'

const someBasis: ActivityCheck = {
  ...always,
  code: 'LB-01',
  severity: 'error',
  citation: 'UK GDPR Article 6(1)',
  whatToDo: 'Choose a lawful basis for each purpose.',
  section: 'why',
  find: (activity) =>
    oneIf(
      answersForLaw(activity) && activity.content.lawfulBases.every(({ basis }) => basis === null),
      'No lawful basis is recorded.',
    ),
}

const basisForEachPurpose: ActivityCheck = {
  ...always,
  code: 'LB-01',
  severity: 'error',
  citation: 'UK GDPR Article 6(1)',
  whatToDo: 'Choose a lawful basis for this purpose.',
  section: 'why',
  find: (activity) => {
    const bases = activity.content.lawfulBases.filter(({ basis }) => basis !== null)
    if (!answersForLaw(activity) || bases.length === 0 || bases.some(({ purpose }) => purpose === null)) return []
    return activity.content.purposes
      .filter((_, at) => !bases.some(({ purpose }) => purpose === at + 1))
      .map(({ text }) => ({
        key: `purpose: ${text}`,
        text: `No lawful basis is recorded for the purpose “${text}”.`,
      }))
  },
}

/** One for each basis that came into the law on a day: asked until that day. */
const basesOfTheDay: ActivityCheck[] = lawfulBases.flatMap((basis) => {
  const { from } = basisDates(basis)
  if (from === null) return []
  return [
    {
      code: 'LB-01',
      severity: 'error',
      citation: 'UK GDPR Article 6(1)',
      whatToDo: 'Choose a lawful basis that the law had on that day.',
      section: 'why',
      appliesFrom: null,
      appliesUntil: from,
      find: (activity) =>
        oneIf(
          answersForLaw(activity) && activity.content.lawfulBases.some((entry) => entry.basis === basis),
          `${lawfulBasisName(basis)} is a lawful basis only since ${dateInWords(from)}.`,
          basis,
        ),
    },
  ]
})

const statuteNamed: ActivityCheck = {
  ...always,
  code: 'LB-02',
  severity: 'error',
  citation: 'UK GDPR Article 6(3)',
  whatToDo: 'Enter the Act or regulations, with the section, that give the duty or the task.',
  section: 'why',
  find: (activity) =>
    lawfulBases
      .filter((basis) => answersForLaw(activity) && needsStatute(basis))
      .flatMap((basis) =>
        lackingFor(
          activity,
          basis,
          ({ statute }) => saysSomething(statute),
          basis,
          (ofPurpose) => `${lawfulBasisInWords(basis)} is recorded${ofPurpose} without the law that lays it down.`,
        ),
      ),
}

/** Whether each purpose has a lawful basis, and each basis the law it rests on. */
export const lawfulness: ActivityCheck[] = [someBasis, basisForEachPurpose, ...basesOfTheDay, statuteNamed]
