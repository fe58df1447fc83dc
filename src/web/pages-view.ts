import { countOf } from '../domain/list.ts'
import type { PaginationView } from './components.ts'
import { queryString } from './query.ts'

/** The links to the neighbouring pages of a list that counts its pages. `one`, `many`: what a row is, and several are; `rows`: how many a page has at the most. */
export function pagesOf(
  list: string,
  query: Record<string, string | number | undefined> & { page?: number | undefined },
  { total, rows, one, many }: { total: number; rows: number; one: string; many?: string },
): PaginationView {
  const page = query.page ?? 1
  const last = Math.min(page * rows, total)
  const first = ((page - 1) * rows + 1).toLocaleString('en-GB')
  const to = (number: number) => `${list}${queryString({ ...query, page: number === 1 ? undefined : number })}`
  return {
    previous: page > 1 ? to(page - 1) : null,
    next: last < total ? to(page + 1) : null,
    words: total === 0 ? null : `${first} to ${last.toLocaleString('en-GB')} of ${countOf(total, one, many)}`,
  }
}
