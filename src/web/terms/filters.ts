import { z } from 'zod'
import type { TermFilters } from '../../../db/queries/term-list.ts'
import { searchWords } from '../../domain/activity-search.ts'
import { termKinds, termMarks } from '../../domain/processing-activity.ts'
import { asAtQuery } from '../as-at.ts'
import { queryChoice, queryText } from '../query.ts'

/** What narrows the terms, in the address of the list and in that of its file. */
export const listQuery = {
  ...asAtQuery,
  q: queryText,
  kind: queryChoice(termKinds),
  mark: queryChoice(termMarks),
  used: queryChoice(['none']),
}

const Query = z.object(listQuery)
export type ListQuery = z.output<typeof Query>

/** The filters of an address as the query takes them. */
export const termFilters = ({ q, kind, mark, used }: ListQuery): TermFilters => ({
  ...{ kind, mark, used },
  words: searchWords(q ?? ''),
})
