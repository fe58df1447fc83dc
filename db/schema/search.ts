import type { Generated } from 'kysely'
import type { SearchKind } from '../../src/domain/search-entry.ts'

/** What searches find. Their index, `search_index`, is another thing on each database, and is asked in db/queries alone. */
export type SearchTables = {
  searchEntries: SearchEntriesTable
  searchWords: SearchWordsTable
}

type SearchEntriesTable = {
  id: Generated<number>
  kind: SearchKind
  subject: string
  serviceId: number | null
  title: string
  digest: string
}

type SearchWordsTable = {
  word: string
}
