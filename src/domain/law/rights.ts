import type { IsoDate } from '../calendar.ts'
import { lawfulBasisName } from '../lawful-basis.ts'
import { listInWords } from '../list.ts'
import { type ActivityContent, type Right, type RightAnswer, rights } from '../processing-activity.ts'
import { basisInForce } from './lawful-bases.ts'
import { type Derived, rightsOfBasis } from './rights-table.ts'

/** What people can ask of an activity, and why; `overridden`: a person has said otherwise than the lawful bases give it. */
export type DerivedRight = { right: Right; answer: RightAnswer; reason: string; overridden: boolean }

/**
 * What people can ask of an activity on a day, in the order of the articles.
 *
 * Each right follows from the lawful bases in force on that day: it is `qualified` when some of them give it and others do not. What a person
 * has recorded of a right goes before that, but nothing goes before the right to object to direct marketing. Source: UK GDPR Articles 7(3) and 15 to 21.
 */
export const rightsOf = (content: ActivityContent, on: IsoDate): DerivedRight[] =>
  rights.map((right) => {
    if (right === 'objection' && sells(content)) return { right, ...ABSOLUTE, overridden: false }
    const override = content.rights.find((entry) => entry.right === right)
    if (override) return { right, answer: override.answer, reason: override.reason, overridden: true }
    return { right, ...derived(content, right, on), overridden: false }
  })

/** True when an activity is said to be direct marketing. */
const sells = ({ details }: ActivityContent): boolean =>
  details.some(({ field, text }) => field === 'direct marketing' && text === 'yes')

const ABSOLUTE: Derived = {
  answer: 'yes',
  reason: 'People can always object to direct marketing, and it then ends (Article 21(2) and (3)).',
}

function derived(content: ActivityContent, right: Right, on: IsoDate): Derived {
  if (content.role === 'processor') return OF_THE_CONTROLLER
  const given = basesOn(content, on).map((basis) => ({ basis, ...rightsOfBasis(basis)[right] }))
  const [first] = given
  if (first === undefined) return ALWAYS_GIVEN.includes(right) ? rightsOfBasis('consent')[right] : UNKNOWN
  if (given.every(({ answer }) => answer === first.answer))
    return { answer: first.answer, reason: [...new Set(given.map(({ reason }) => reason))].join(' ') }
  const giving = given.filter(({ answer }) => answer !== 'no').map(({ basis }) => lawfulBasisName(basis).toLowerCase())
  return { answer: 'qualified', reason: `Only for what rests on ${listInWords(giving)}.` }
}

const basesOn = ({ lawfulBases }: ActivityContent, on: IsoDate) => [
  ...new Set(lawfulBases.flatMap(({ basis }) => (basis !== null && basisInForce(basis, on) ? [basis] : []))),
]

const ALWAYS_GIVEN: Right[] = ['access', 'rectification', 'restriction']

const OF_THE_CONTROLLER: Derived = {
  answer: 'qualified',
  reason: 'People turn to the controller, and the processor helps it to answer (Article 28(3)(e)).',
}

const UNKNOWN: Derived = { answer: 'qualified', reason: 'This follows from the lawful basis, and none is recorded.' }
