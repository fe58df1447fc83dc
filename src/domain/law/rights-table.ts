import type { LawfulBasis, Right, RightAnswer } from '../processing-activity.ts'

/** Whether people have a right, and why. */
export type Derived = { answer: RightAnswer; reason: string }

const yes = (reason: string): Derived => ({ answer: 'yes', reason })
const no = (reason: string): Derived => ({ answer: 'no', reason })

/** What everybody has, whatever the lawful basis. */
const always = {
  access: yes('Everyone can ask for a copy of what is held about them (Article 15).'),
  rectification: yes('Everyone can have what is wrong put right (Article 16).'),
  restriction: yes('Everyone can ask that use stops while a question is settled (Article 18).'),
}

const erased = yes('People can have their data erased once its lawful basis has gone (Article 17(1)).')
const portable = yes('People can take along what they gave, where it is processed by automated means (Article 20(1)).')
const notPortable = no('Only data processed by consent or contract can be taken along (Article 20(1)).')
const objectable = yes('People can object on grounds of their own situation (Article 21(1)).')
const notObjectable = no(
  'People can object to public task and legitimate interests, and not to this basis (Article 21(1)).',
)
const noConsent = no('There is no consent to withdraw.')

/** What each lawful basis gives beyond that. Source: UK GDPR Articles 7(3), 17(1) and (3), 20(1) and 21(1). */
const table: Record<LawfulBasis, Record<Exclude<Right, keyof typeof always>, Derived>> = {
  consent: {
    erasure: erased,
    portability: portable,
    objection: no('People withdraw their consent instead (Article 7(3)).'),
    'withdrawal of consent': yes('Consent can be withdrawn at any time, as easily as it was given (Article 7(3)).'),
  },
  contract: {
    erasure: erased,
    portability: portable,
    objection: notObjectable,
    'withdrawal of consent': noConsent,
  },
  'legal obligation': {
    erasure: no('The law has the data processed, so that it is not erased on request (Article 17(3)(b)).'),
    portability: notPortable,
    objection: notObjectable,
    'withdrawal of consent': noConsent,
  },
  'vital interests': {
    erasure: erased,
    portability: notPortable,
    objection: notObjectable,
    'withdrawal of consent': noConsent,
  },
  'public task': {
    erasure: no(
      'A public task needs the data; it is erased only when an objection succeeds (Article 17(1)(c) and (3)(b)).',
    ),
    portability: notPortable,
    objection: objectable,
    'withdrawal of consent': noConsent,
  },
  'recognised legitimate interest': {
    erasure: erased,
    portability: notPortable,
    objection: objectable,
    'withdrawal of consent': noConsent,
  },
  'legitimate interests': {
    erasure: erased,
    portability: notPortable,
    objection: objectable,
    'withdrawal of consent': noConsent,
  },
}

/** What people can ask where processing rests on a lawful basis alone. */
export const rightsOfBasis = (basis: LawfulBasis): Record<Right, Derived> => ({ ...always, ...table[basis] })
