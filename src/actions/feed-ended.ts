import { type EndOfListed, endsByHash, hasForgotten, type RecordOfSource } from '../../db/queries/feed-records.ts'
import type { Db } from '../../db/schema.ts'
import { dateInWords } from '../domain/calendar.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { isEnded, type RecordState } from '../domain/held-record.ts'
import type { FeedLoad } from './feed-load.ts'
import type { ListedRow } from './feed-reading.ts'

/** A row whose record is gone: why it is refused, and what it is an incident of. */
export type ListedThoughGone = { id: number; text: string; kind: 'still at source' | 'listed again' }

/**
 * Rows whose records were confirmed as gone, by reference: they are an incident, and create nothing.
 *
 * A full feed lists what its source still has; a record that one did not list in between, or that comes in a list of changes, is there again.
 * The inventory has forgotten such references; it knows them again by their hash.
 */
export async function endsOf(
  db: Db,
  { feed, hashKey }: FeedLoad,
  rows: ListedRow[],
  known: Map<string, RecordOfSource>,
): Promise<Map<string, ListedThoughGone>> {
  const hashes = new Map<string, string>()
  for (const record of known.values()) if (isEnded(record.state)) hashes.set(record.reference, record.reference)
  if (await hasForgotten(db, feed))
    for (const { row } of rows)
      if (!known.has(row.reference))
        hashes.set(forgottenReference(hashKey, feed.sourceSystemId, row.reference), row.reference)
  if (hashes.size === 0) return new Map()
  const ends = await endsByHash(db, feed, [...hashes.keys()])
  return new Map(
    [...ends].map(([hash, end]) => [
      hashes.get(hash) ?? hash,
      { id: end.id, text: inWords(end.state, end.disposedOn), kind: kindOf(feed.mode, end) },
    ]),
  )
}

const kindOf = (mode: 'delta' | 'full', { comparedSince }: EndOfListed): ListedThoughGone['kind'] =>
  mode === 'full' && comparedSince === 0 ? 'still at source' : 'listed again'

function inWords(state: RecordState, disposedOn: string | null): string {
  const when = disposedOn === null ? '' : ` on ${dateInWords(disposedOn)}`
  return `This record was confirmed ${state}${when}, and is listed again: find out why the source still has it.`
}
