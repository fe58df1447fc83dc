import { recordsByReference } from '../../db/queries/feed-records.ts'
import { rejectedLines } from '../../db/queries/feed-rejections.ts'
import type { Db } from '../../db/schema.ts'
import { feedChange } from '../domain/feed-change.ts'
import type { FeedLine } from './feed-lines.ts'
import type { FeedLoad } from './feed-load.ts'
import { readLines } from './feed-reading.ts'

/**
 * Goes again over rows that were loaded, and counted, before the loader was cut off: only what it knew by heart is
 * worked out anew, and nothing is written. Which of them were accepted, the rejected rows on record say.
 */
export async function replay(db: Db, load: FeedLoad, lines: readonly FeedLine[]): Promise<void> {
  const first = lines[0]
  const last = lines.at(-1)
  if (!first || !last) return
  const rejected = await rejectedLines(db, load.feed.id, first.line, last.line)
  const { rows } = await readLines(db, load, lines)
  const references = rows.map(({ row }) => row.reference)
  const known = await recordsByReference(db, load.feed, references)
  for (const { line, row } of rows) {
    const record = known.get(row.reference)
    if (!record) continue
    load.listed.add(record.id)
    if (rejected.has(line)) continue
    load.seen.add(record.id)
    if (feedChange(record, row, load.measures).heldBack) load.heldBack += 1
  }
}
