import { z } from 'zod'
import { oneOf, requiredText } from './activity-text.ts'
import { type TermKind, type TermMark, termKinds, termMarks } from './processing-activity.ts'

/** The marks that a term of a kind may have: only people and data have any that the law treats in a way of its own. */
export const marksOfKind = (kind: TermKind): readonly TermMark[] => {
  if (kind === 'data subject category') return ['none', 'children', 'vulnerable people']
  return kind === 'personal data category' ? ['none', 'special category', 'criminal offence'] : ['none']
}

/** What a mark has the checks ask of every activity that names the term. */
export const askedByMark: Record<TermMark, string | null> = {
  none: null,
  children: 'how children are told in words that they understand (CHD-01)',
  'vulnerable people': null,
  'special category':
    'an Article 9 condition, and where it asks for them a Schedule 1 condition and a policy document (SC-01 to SC-04)',
  'criminal offence': 'the authority or condition under which data about offences is processed (SC-06)',
}

const name = requiredText('a name', 300)
const mark = oneOf(termMarks, 'Choose a mark from the list')

/** What a person submits of a new term. */
export const NewTerm = z
  .object({ kind: oneOf(termKinds, 'Choose the kind of term'), name, mark })
  .refine(({ kind, mark: of }) => marksOfKind(kind).includes(of), {
    path: ['mark'],
    message: 'Choose a mark that terms of this kind can have',
  })
export type NewTerm = z.output<typeof NewTerm>

/** What a person submits of a term that stands. */
export const TermDraft = z.object({ name, mark })
export type TermDraft = z.output<typeof TermDraft>
