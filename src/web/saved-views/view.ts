import type { SavedView } from '../../../db/queries/saved-views.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import type { SavedList } from '../../domain/saved-view.ts'
import type { HiddenField, TableView } from '../components.ts'
import { type PlainField, plainForm } from '../plain-form.ts'
import { lists } from './lists.ts'

export const PAGE = '/saved-views'

/** The views that a person has kept, list by list. */
export function viewsPage(views: SavedView[]) {
  const byList = Map.groupBy(views, ({ list }) => list)
  return {
    title: 'Your saved views',
    trail: [{ text: 'Your account', href: '/account' }],
    lead: 'What you have kept of the lists under names of your own. Nobody else sees them.',
    tables: [...byList].map(([list, of]) => viewsTable(list, of)),
    empty: 'You have not saved any view yet. Narrow down a list, then save that view above it.',
  }
}

const viewsTable = (list: SavedList, views: SavedView[]): TableView => ({
  caption: lists[list].title,
  head: [{ text: 'View' }, { text: 'Filters' }, { text: 'Change it' }],
  rows: views.map((view) => [
    {
      text: view.name,
      href: `/${list}?view=${view.id}`,
      header: true,
      tag: view.isDefault === 1 ? { text: 'The list begins with it', colour: 'blue' } : null,
    },
    { text: filtersInWords(view) },
    { text: `Rename or delete ${view.name}`, href: `${PAGE}/${view.id}` },
  ]),
  empty: '',
})

/** What a view keeps, by the names that the address has for it. */
function filtersInWords({ query, columns }: SavedView): string {
  const filters = [...new URLSearchParams(query)].map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`)
  const said = filters.length === 0 ? 'None' : filters.join('; ')
  return columns === '' ? said : `${said}; ${countOf(columns.split(',').length, 'chosen column')}`
}

const fields: PlainField[] = [
  { kind: 'input', name: 'name', label: 'Name', hint: 'No more than 60 characters' },
  {
    kind: 'checkboxes',
    name: 'default',
    label: 'When you open the list',
    options: [{ value: 'yes', text: 'Begin with this view' }],
  },
]

/** The form by which a view is kept, when what was sent is not in order. */
export const savePage = (
  list: SavedList,
  carried: HiddenField[],
  answers: Record<string, unknown>,
  problems: Problem[],
) => ({
  ...plainForm(
    {
      title: 'Save this view',
      action: PAGE,
      back: { text: lists[list].title, href: `/${list}` },
      carried,
    },
    fields,
    answers,
    problems,
  ),
  deletion: null,
})

/** The form by which a view is renamed, made the first of its list, or deleted. */
export const changePage = ({ id, list, name }: SavedView, answers: Record<string, unknown>, problems: Problem[]) => ({
  ...plainForm(
    {
      title: `Change the view “${name}”`,
      action: `${PAGE}/${id}`,
      back: { text: 'Your saved views', href: PAGE },
      carried: [],
    },
    fields,
    answers,
    problems,
  ),
  deletion: { action: `${PAGE}/${id}/deletion`, what: `of ${lists[list].title}` },
})
