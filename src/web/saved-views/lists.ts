import { z } from 'zod'
import type { Permission } from '../../domain/permission.ts'
import type { SavedList } from '../../domain/saved-view.ts'
import { listQuery as reviewsQuery } from '../disposal-reviews/filters.ts'
import { listQuery as findingsQuery } from '../findings/filters.ts'
import { listQuery as activitiesQuery } from '../processing-activities/filters.ts'
import { queryString } from '../query.ts'
import { listQuery as recordsQuery } from '../records/filters.ts'
import { listQuery as rulesQuery } from '../retention-rules/filters.ts'

type List = { title: string; needs: Permission; shape: z.ZodRawShape }

/** The lists of which views can be kept, with what the address of each can carry. */
export const lists: Record<SavedList, List> = {
  'processing-activities': { title: 'Processing activities', needs: 'read the register', shape: activitiesQuery },
  findings: { title: 'Findings', needs: 'read the register', shape: findingsQuery },
  'retention-rules': { title: 'Retention rules', needs: 'read the schedule', shape: rulesQuery },
  records: { title: 'Records', needs: 'read records', shape: recordsQuery },
  'disposal-reviews': { title: 'Disposal reviews', needs: 'read disposal reviews', shape: reviewsQuery },
}

/** A place in a list is no part of a view; columns are kept beside the filters. */
const NOT_KEPT = new Set(['page', 'after', 'before', 'view', 'columns'])

/** What is kept of an address of a list: its filters and order as a query string, always in the same order. */
export function keptQuery(shape: z.ZodRawShape, query: Record<string, unknown>): string {
  const kept = Object.keys(shape).filter((name) => !NOT_KEPT.has(name))
  return queryString(Object.fromEntries(kept.map((name) => [name, query[name] as string | undefined]))).replace('?', '')
}

/** What a query string says that a list knows, each value by itself; `unknown`: what it does not know, or not any more. */
export function knownIn(
  shape: z.ZodRawShape,
  text: string,
): { query: Record<string, unknown>; unknown: { name: string; value: string }[] } {
  const query: Record<string, unknown> = {}
  const unknown: { name: string; value: string }[] = []
  for (const [name, value] of new URLSearchParams(text)) {
    if (value === '' || NOT_KEPT.has(name)) continue
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined
    const read = schema && z.safeParse(schema, value)
    if (read?.success) query[name] = read.data
    else unknown.push({ name, value })
  }
  return { query, unknown }
}

/** The columns that a list knows of those that were kept; undefined for the usual ones. */
export function knownColumns(shape: z.ZodRawShape, columns: string): string | undefined {
  const schema = Object.hasOwn(shape, 'columns') ? shape.columns : undefined
  const read = schema && columns !== '' ? z.safeParse(schema, columns) : undefined
  return read?.success ? (read.data as string | undefined) : undefined
}
