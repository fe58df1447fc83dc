import type { TermRow } from '../../../db/queries/term-list.ts'
import type { TermThen } from '../../../db/queries/terms-then.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { countOf } from '../../domain/list.ts'
import { termKinds, termMarks } from '../../domain/processing-activity.ts'
import { likelyDuplicates } from '../../domain/survivors.ts'
import { asAtView, DRAFTS_NOT_KNOWN, sinceNotKnown } from '../as-at.ts'
import { choiceFilters, withoutFilter } from '../choice-filters.ts'
import type { Cell, HiddenField } from '../components.ts'
import { filesOf } from '../files-view.ts'
import type { PlainField } from '../plain-form.ts'
import { markTags, termKindNames } from '../processing-activities/words.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'

export const LIST = '/terms'

/** The words that activities share, as they are now: categories of people and of data, sources, measures and places. */
export const termsPage = (query: ListQuery, terms: TermRow[], mayEdit: boolean) => ({
  ...listOf(query, terms, 'No term matches.'),
  actions: mayEdit ? [{ text: 'Add a term', href: `${LIST}/new` }] : [],
  asAt: asAtView(LIST, query, null),
  duplicates: likelyDuplicates(terms, ({ kind }) => kind).map((group) => ({
    text: `${group.map(({ name }) => `“${name}”`).join(' and ')} (${termKindNames[group[0]?.kind ?? 'source']})`,
    href: mayEdit ? `${LIST}/${group[0]?.id}/merge?into=${group[1]?.id}` : `${LIST}/${group[0]?.id}`,
  })),
  files: filesOf(LIST, queryString(query)),
})

/** The words that activities shared at the end of a day. */
export function termsThenPage(query: ListQuery, terms: TermThen[], asAt: AsAt) {
  const sinceNone = terms.filter(({ isSinceKnown }) => !isSinceKnown).length
  const since = sinceNotKnown({ one: 'term', many: 'terms' }, sinceNone, terms.length)
  return {
    ...listOf(query, terms, 'No term that was there by then matches.'),
    actions: [],
    asAt: asAtView(LIST, query, asAt, {
      notKnown: [DRAFTS_NOT_KNOWN, since].filter((text) => text !== null).join(' '),
    }),
    duplicates: [],
    files: filesOf(LIST, queryString(query), true),
  }
}

function listOf(query: ListQuery, terms: TermRow[], empty: string) {
  const { fields, applied } = choiceFilters(LIST, query, [
    { name: 'kind', label: 'Kind', options: termKinds.map((kind) => ({ value: kind, text: termKindNames[kind] })) },
    { name: 'mark', label: 'Mark', options: termMarks.map((mark) => ({ value: mark, text: markName(mark) })) },
    { name: 'used', label: 'Used in', options: [{ value: 'none', text: 'No activity' }] },
  ])
  const words = query.q ?? ''
  const then = { 'as-at': query['as-at'] }
  return {
    title: 'Terms',
    lead: 'The words that activities share: categories of people and of data, sources, security measures and storage locations. A mark holds for every activity that names the term.',
    search: {
      ...{ action: LIST, name: 'q', label: 'Search the terms', value: words },
      hidden: hiddenOf({ ...query, q: undefined }),
    },
    filters: {
      ...{ action: LIST, fields, clear: `${LIST}${queryString(then)}` },
      hidden: hiddenOf({ q: query.q, ...then }),
      applied: [
        ...(words === '' ? [] : [{ text: `Words: ${words}`, href: withoutFilter(LIST, query, 'q') }]),
        ...applied,
      ],
    },
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
      empty,
    },
    count: countOf(terms.length, 'term'),
  }
}

const hiddenOf = (query: Record<string, string | undefined>): HiddenField[] =>
  Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))

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
