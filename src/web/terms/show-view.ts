import type { StoredTerm } from '../../../db/queries/term-list.ts'
import type { UsedIn } from '../../../db/queries/used-in.ts'
import { countOf } from '../../domain/list.ts'
import { askedByMark, marksOfKind } from '../../domain/term.ts'
import type { Line } from '../components.ts'
import { type Names, namesRows } from '../merges/names-view.ts'
import { usedInTable } from '../merges/used-in-view.ts'
import type { PlainField } from '../plain-form.ts'
import { markTags, termKindNames } from '../processing-activities/words.ts'
import { LIST, markName } from './view.ts'

type Facts = { term: StoredTerm; uses: UsedIn[]; names: Names; mayEdit: boolean }

/** A term: its mark, what became of its name, and the activities that name it. */
export function termPage({ term, uses, names, mayEdit }: Facts) {
  const tag = markTags[term.mark]
  const mark: Line = tag ? { text: '', tag } : { text: 'None', muted: true }
  return {
    title: term.name,
    caption: termKindNames[term.kind],
    trail: [{ text: 'Terms', href: LIST }],
    actions:
      mayEdit && term.mergedIntoId === null
        ? [
            { text: 'Change', href: `${LIST}/${term.id}/edit` },
            { text: 'Merge into another', href: `${LIST}/${term.id}/merge`, kind: 'secondary' as const },
          ]
        : [],
    facts: [{ key: 'Mark', lines: [mark] }, ...namesRows(names, LIST)],
    uses: usedInTable(uses, 'No activity names this term.'),
  }
}

/** What a change of a mark concerns, in a sentence; null where it concerns nothing. */
export function markWarning({ kind }: StoredTerm, activities: number): string | null {
  if (activities === 0 || marksOfKind(kind).length === 1) return null
  const asked = marksOfKind(kind).flatMap((mark) => {
    const what = askedByMark[mark]
    return what === null ? [] : [`“${markName(mark)}” has the checks ask for ${what}`]
  })
  return `The mark holds for ${countOf(activities, 'activity', 'activities')} that ${activities === 1 ? 'names' : 'name'} this term, versions in force among them. ${asked.join('; ')}.`
}

/** The fields of the form of a term that stands. */
export const termFields = ({ kind, mark }: StoredTerm): PlainField[] => [
  { kind: 'input', name: 'name', label: 'Name', hint: 'Every activity that names the term says it so from then on' },
  {
    kind: 'select',
    name: 'mark',
    label: 'Mark',
    options: [...new Set([...marksOfKind(kind), mark])].map((each) => ({ value: each, text: markName(each) })),
  },
]
