import { recordsByReference } from '../../db/queries/feed-records.ts'
import type { Rejection } from '../../db/queries/feed-rejections.ts'
import type { RuleInForce } from '../../db/queries/retention-rules.ts'
import type { Db } from '../../db/schema.ts'
import { type FeedRow, possibleReferences } from '../domain/feed-row.ts'
import type { Problem } from '../domain/problem.ts'
import { type FeedLine, overLines } from './feed-lines.ts'
import type { FeedLoad } from './feed-load.ts'

/** A row that is in order by itself, and the line it starts on. */
export type ListedRow = { line: number; row: FeedRow<RuleInForce> }

/**
 * Reads lines into rows, and says of the others what is wrong with them.
 *
 * What a full feed lists in a row that is rejected is still at its source: such records are remembered as listed. `listedAgain`: those of
 * them, by id, that are missing at their source until that is written.
 */
export async function readLines(
  db: Db,
  load: FeedLoad,
  lines: readonly FeedLine[],
): Promise<{ rows: ListedRow[]; rejected: Rejection[]; listedAgain: number[] }> {
  const rows: ListedRow[] = []
  const rejected: Rejection[] = []
  const references: string[] = []
  for (const item of lines) {
    if ('reason' in item) {
      rejected.push({ line: item.line, columns: '', reason: item.reason })
      load.unreadable += 1
      continue
    }
    const row = load.read(item.fields)
    if (row.ok) rows.push({ line: item.line, row: row.value })
    else {
      rejected.push({ line: item.line, ...inWords(row.problems, overLines(item)) })
      const possible = possibleReferences(load.layout, item.fields)
      references.push(...possible)
      if (possible.length === 0 && item.fields.some((text) => text !== '')) load.unreadable += 1
    }
  }
  const listedAgain = load.feed.mode === 'full' ? await remember(db, load, references) : []
  return { rows, rejected, listedAgain }
}

const inWords = (problems: Problem[], where: string) => ({
  columns: [...new Set(problems.map(({ field }) => field))].join('; '),
  reason: problems.map(({ text }) => text).join(' ') + where,
})

/** Remembers records as listed, and returns those that were missing. */
async function remember(db: Db, load: FeedLoad, references: string[]): Promise<number[]> {
  if (references.length === 0) return []
  const records = [...(await recordsByReference(db, load.feed, references)).values()]
  for (const { id } of records) load.listed.add(id)
  return records.filter(({ missingSince }) => missingSince !== null).map(({ id }) => id)
}
