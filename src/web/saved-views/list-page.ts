import type { SavedView } from '../../../db/queries/saved-views.ts'
import type { SavedList } from '../../domain/saved-view.ts'
import type { FilterBarView, HiddenField, Option } from '../components.ts'
import type { FilesView } from '../files-view.ts'

/**
 * What a list knows of its reader's views. `kept`, `columns`: what would be kept of it as it is now; `start`: whether the list begins with
 * one of the views; `full`: whether no more can be kept.
 */
export type SavedViewsFacts = {
  list: SavedList
  views: SavedView[]
  notices: string[]
  kept: string
  columns: string
  start: boolean
  full: boolean
}

/** The columns of a list to choose from, and those that are shown. */
export type ColumnsView = { action: string; options: Option[]; values: string[]; hidden: HiddenField[] }

/** What stands above a list of its reader's views: links to them, what is wrong with the one that is open, and how to keep this one. */
export type SavedViewsView = {
  links: { text: string; href: string; current: boolean; start: boolean }[]
  notices: string[]
  save: { list: string; query: string; columns: string; full: boolean }
  columns: ColumnsView | null
}

type ListPage = { filters: FilterBarView; files: FilesView }

/** A list's page with the views of its reader: its filters keep the columns, and its files, which have them all, are asked for without. */
export function withViews<P extends ListPage>(
  page: P,
  saved: SavedViewsFacts,
  columns: ColumnsView | null = null,
): P & { saved: SavedViewsView } {
  const kept = {
    ...(saved.columns === '' ? {} : { columns: saved.columns }),
    ...(saved.start ? { view: 'all' } : {}),
  }
  const { filters, files } = page
  return {
    ...page,
    filters: {
      ...filters,
      clear: changed(filters.clear, (query) => {
        for (const [name, value] of Object.entries(kept)) query.set(name, value)
      }),
      hidden: [
        ...(filters.hidden ?? []).filter(({ name }) => !(name in kept)),
        ...Object.entries(kept).map(([name, value]) => ({ name, value })),
      ],
    },
    files: Object.fromEntries(
      Object.entries(files).map(([format, href]) => [format, typeof href === 'string' ? withoutView(href) : href]),
    ) as FilesView,
    saved: {
      links: links(saved),
      notices: saved.notices,
      save: { list: saved.list, query: saved.kept, columns: saved.columns, full: saved.full },
      columns,
    },
  }
}

function links({ list, views, kept, columns, start }: SavedViewsFacts): SavedViewsView['links'] {
  if (views.length === 0) return []
  return [
    {
      text: 'Everything',
      href: start ? `/${list}?view=all` : `/${list}`,
      current: kept === '' && columns === '',
      start: false,
    },
    ...views.map((view) => ({
      text: view.name,
      href: `/${list}?view=${view.id}`,
      current: view.query === kept && view.columns === columns,
      start: view.isDefault === 1,
    })),
  ]
}

const withoutView = (href: string): string =>
  changed(href, (query) => {
    query.delete('view')
    query.delete('columns')
  })

function changed(href: string, change: (query: URLSearchParams) => void): string {
  const [path = '', text = ''] = href.split('?')
  const query = new URLSearchParams(text)
  change(query)
  return query.size === 0 ? path : `${path}?${query}`
}
