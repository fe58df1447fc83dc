import { type Bytes, bufferOf, bytesOf } from './utf8.ts'

/** One column of a CSV file: its `snake_case` name, which never changes meaning, and its value in a row. */
export type CsvColumn<Row> = { name: string; value: (row: Row) => CsvValue }

/** Several values in one cell are joined with `; `; null is an empty cell. */
export type CsvValue = string | number | null | readonly string[]

const LINES_AT_ONCE = 2000
const MARK = bytesOf('\uFEFF')

/**
 * Writes rows as CSV in UTF-8, piece by piece: RFC 4180, CRLF, a header row first.
 *
 * A cell that a spreadsheet would run as a formula is made safe with a leading `'`. `bom` adds the mark that Excel wants.
 */
export async function* csvPieces<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  options: { bom?: boolean } = {},
): AsyncGenerator<Uint8Array> {
  const names = columns.map(({ name }) => csvCell(name)).join()
  yield bufferOf(`${options.bom ? MARK : ''}${names}\r\n` as Bytes)
  for await (const chunk of rows) {
    for (let from = 0; from < chunk.length; from += LINES_AT_ONCE)
      yield linesOf(columns, chunk, from, Math.min(from + LINES_AT_ONCE, chunk.length))
  }
}

/** Lists of the values of each row would cost more than their text. */
function linesOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[], from: number, to: number): Uint8Array {
  let lines = ''
  for (let at = from; at < to; at++) {
    const row = rows[at] as Row
    let separator = ''
    for (const { value } of columns) {
      lines += separator + csvCell(value(row))
      separator = ','
    }
    lines += '\r\n'
  }
  return bufferOf(lines as Bytes)
}

const UNSAFE_START = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/
/** Most cells need neither, and are of letters that take one byte, which one look tells. */
const NEEDS_CARE = /^[=+\-@\t\r]|[",\r\n\u0080-\uffff]/

function csvCell(value: CsvValue): Bytes {
  if (value === null) return '' as Bytes
  if (typeof value === 'number') return String(value) as Bytes
  const text = typeof value === 'string' ? value : value.join('; ')
  if (!NEEDS_CARE.test(text)) return text as Bytes
  const safe = UNSAFE_START.test(text) ? `'${text}` : text
  return bytesOf(NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe)
}
