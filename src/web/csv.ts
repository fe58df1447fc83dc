import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { type CsvColumn, csvText } from '../formats/csv-write.ts'

/** Sends rows as a CSV file, streamed: no more than a chunk is held, and a reader that goes away ends the reading. */
export async function sendCsv<Row>(
  req: Request,
  res: Response,
  fileName: string,
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): Promise<void> {
  res.type('text/csv; charset=utf-8').attachment(fileName)
  try {
    await pipeline(Readable.from(csvText(columns, rows, { bom: req.query.bom === '1' })), res)
  } catch (error) {
    if (!wentAway(error)) throw error
  }
}

const wentAway = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
