import { oneIf, saidInWords } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity } from './check.ts'

const hasMeasure = ({ content }: CheckedActivity): boolean =>
  content.terms.some(({ kind }) => kind === 'security measure')

/** The record says nothing at all: the field of Article 30 is missing. Words in a note alone are what SEC-01 finds. */
const measuresStated: ActivityCheck = {
  ...always,
  code: 'ROP-07',
  severity: 'warning',
  citation: 'UK GDPR Article 30(1)(g) and (2)(d)',
  whatToDo: 'List the measures that protect the data, technical and organisational.',
  section: 'how-safe',
  find: (activity) =>
    oneIf(
      !hasMeasure(activity) && !saidInWords(activity, 'security measures'),
      'The security measures are not described.',
    ),
}

const measuresListed: ActivityCheck = {
  ...always,
  code: 'SEC-01',
  severity: 'warning',
  citation: 'UK GDPR Articles 30(1)(g), 30(2)(d) and 32(1)',
  whatToDo: 'Turn the words of the note into measures of the list, so that it can be seen what protects this data.',
  section: 'how-safe',
  find: (activity) =>
    oneIf(
      !hasMeasure(activity) && saidInWords(activity, 'security measures'),
      'A note speaks of security, but no measure is listed that protects this data.',
    ),
}

/** Whether it is said how the data is protected. */
export const security: ActivityCheck[] = [measuresStated, measuresListed]
