import { lawfulBasisInWords, needsStatute } from '../lawful-basis.ts'
import { type ActivityCheck, type CheckedActivity, isProcessorRecord, oneIf } from './check.ts'

/** A processor relies on the lawful basis of the controller it acts for. */
const owesABasis = (activity: CheckedActivity): boolean => !isProcessorRecord(activity)

const someBasis: ActivityCheck = {
  code: 'LB-01',
  citation: 'UK GDPR Article 6(1)',
  find: (activity) =>
    oneIf(
      owesABasis(activity) && activity.content.lawfulBases.every(({ basis }) => basis === null),
      'No lawful basis is recorded.',
    ),
}

const basisForEachPurpose: ActivityCheck = {
  code: 'LB-01',
  citation: 'UK GDPR Article 6(1)',
  find: (activity) => {
    const bases = activity.content.lawfulBases.filter(({ basis }) => basis !== null)
    if (!owesABasis(activity) || bases.length === 0 || bases.some(({ purpose }) => purpose === null)) return []
    return activity.content.purposes
      .filter((_, at) => !bases.some(({ purpose }) => purpose === at + 1))
      .map(({ text }) => `No lawful basis is recorded for the purpose “${text}”.`)
  },
}

const statuteNamed: ActivityCheck = {
  code: 'LB-02',
  citation: 'UK GDPR Article 6(3)',
  find: ({ content }) => [
    ...new Set(
      content.lawfulBases.flatMap(({ basis, statute }) =>
        basis !== null && needsStatute(basis) && statute === ''
          ? [`${lawfulBasisInWords(basis)} is recorded without the law that lays it down.`]
          : [],
      ),
    ),
  ],
}

/** Whether each purpose has a lawful basis, and each basis what it rests on. */
export const lawfulness: ActivityCheck[] = [someBasis, basisForEachPurpose, statuteNamed]
