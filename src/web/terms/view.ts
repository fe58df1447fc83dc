import type { TermRow } from '../../../db/queries/term-list.ts'
import { countOf } from '../../domain/list.ts'
import { termKinds, termMarks } from '../../domain/processing-activity.ts'
import { likelyDuplicates } from '../../domain/survivors.ts'
import { choiceFilters, withoutFilter } from '../choice-filters.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import type { PlainField } from '../plain-form.ts'
import { markTags, termKindNames } from '../processing-activities/words.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'

export const LIST = '/terms'

/** The words that activities share: categories of people and of data, sources, measures and places. */
export function termsPage(query: ListQuery, terms: TermRow[], mayEdit: boolean) {
  const { fields, applied } = choiceFilters(LIST, query, [
    { name: 'kind', label: 'Kind', options: termKinds.map((kind) => ({ value: kind, text: termKindNames[kind] })) },
    { name: 'mark', label: 'Mark', options: termMarks.map((mark) => ({ value: mark, text: markName(mark) })) },
    { name: 'used', label: 'Used in', options: [{ value: 'none', text: 'No activity' }] },
  ])
  const words = query.q ?? ''
  return {
    title: 'Terms',
    lead: 'The words that activities share: categories of people and of data, sources, security measures and storage locations. A mark holds for every activity that names the term.',
    actions: mayEdit ? [{ text: 'Add a term', href: `${LIST}/new` }] : [],
    search: {
      ...{ action: LIST, name: 'q', label: 'Search the terms', value: words },
      hidden: Object.entries({ ...query, q: undefined }).flatMap(([name, value]) =>
        value === undefined ? [] : [{ name, value: String(value) }],
      ),
    },
    filters: {
      ...{ action: LIST, fields, clear: LIST },
      hidden: words === '' ? [] : [{ name: 'q', value: words }],
      applied: [
        ...(words === '' ? [] : [{ text: `Words: ${words}`, href: withoutFilter(LIST, query, 'q') }]),
        ...applied,
      ],
    },
    duplicates: likelyDuplicates(terms, ({ kind }) => kind).map((group) => ({
      text: `${group.map(({ name }) => `“${name}”`).join(' and ')} (${termKindNames[group[0]?.kind ?? 'source']})`,
      href: mayEdit ? `${LIST}/${group[0]?.id}/merge?into=${group[1]?.id}` : `${LIST}/${group[0]?.id}`,
    })),
    table: {
      caption: countOf(terms.length, 'term'),
      captionHidden: true,
      head: [{ text: 'Term' }, { text: 'Kind' }, { text: 'Mark' }, { text: 'Used in', numeric: true }],
      rows: terms.map((term): Cell[] => [
        { text: term.name, href: `${LIST}/${term.id}`, header: true },
        { text: termKindNames[term.kind] },
        { text: '', tag: markTags[term.mark] },
        { text: countOf(term.activities, 'activity', 'activities'), numeric: true },
      ]),
      empty: 'No term matches.',
    },
    count: countOf(terms.length, 'term'),
    files: filesOf(LIST, queryString(query)),
  }
}

/** The name of a mark; `none` has a word too. */
export const markName = (mark: (typeof termMarks)[number]): string => markTags[mark]?.text ?? 'None'

/** The fields of the form of a new term. */
export const newTermFields: PlainField[] = [
  {
    kind: 'select',
    name: 'kind',
    label: 'Kind',
    options: [
      { value: '', text: 'Choose a kind' },
      ...termKinds.map((kind) => ({ value: kind, text: termKindNames[kind] })),
    ],
  },
  { kind: 'input', name: 'name', label: 'Name' },
  {
    kind: 'select',
    name: 'mark',
    label: 'Mark',
    hint: 'Only people and data are marked, where the law treats them in a way of its own',
    options: termMarks.map((mark) => ({ value: mark, text: markName(mark) })),
  },
]
