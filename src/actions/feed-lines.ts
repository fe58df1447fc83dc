import type { CsvBatch } from '../formats/csv-read.ts'
import type { CsvBroken } from '../formats/csv-records.ts'

/** One row of a feed: its fields, or why it cannot be read. */
export type FeedLine = { line: number; lastLine: number; fields: string[] } | { line: number; reason: string }

/** Rows that are written in one transaction; `bytes`: how much of the file has been read once they are. */
export type FeedPiece = { lines: FeedLine[]; bytes: number }

/** Cuts the rows of a file into pieces of `size()` rows, asked for each; lines that a quote swallowed are a row each. */
export async function* inPieces(batches: AsyncIterable<CsvBatch>, size: () => number): AsyncGenerator<FeedPiece> {
  let bytes = 0
  let lines: FeedLine[] = []
  for await (const batch of batches) {
    for (const item of batch.items)
      for (const line of 'fields' in item ? [item] : linesOf(item)) {
        lines.push(line)
        if (lines.length < size()) continue
        yield { lines, bytes }
        lines = []
      }
    bytes = batch.bytes
  }
  if (lines.length > 0) yield { lines, bytes }
}

function* linesOf(item: CsvBroken): Generator<FeedLine> {
  if (item.each) for (let line = item.line; line <= item.lastLine; line++) yield { line, reason: item.reason }
  else yield { line: item.line, reason: item.reason + overLines(item) }
}

/** Where a row stands when it runs over several lines, to follow the reason why it was refused. */
export const overLines = ({ line, lastLine }: { line: number; lastLine: number }): string =>
  line === lastLine ? '' : ` (The row runs from line ${line} to line ${lastLine}.)`
