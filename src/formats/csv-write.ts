/** One column of a CSV file: its `snake_case` name, which never changes meaning, and its value in a row. */
export type CsvColumn<Row> = { name: string; value: (row: Row) => CsvValue }

/** Several values in one cell are joined with `; `; null is an empty cell. */
export type CsvValue = string | number | null | readonly string[]

const LINES_AT_ONCE = 2000

/**
 * Writes rows as CSV text, piece by piece: RFC 4180, CRLF, a header row first.
 *
 * A cell that a spreadsheet would run as a formula is made safe with a leading `'`. `bom` adds the mark that Excel wants.
 */
export async function* csvText<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  options: { bom?: boolean } = {},
): AsyncGenerator<string> {
  yield (options.bom ? '\uFEFF' : '') + csvLine(columns.map((column) => column.name))
  for await (const chunk of rows) {
    for (let from = 0; from < chunk.length; from += LINES_AT_ONCE)
      yield linesOf(columns, chunk, from, Math.min(from + LINES_AT_ONCE, chunk.length))
  }
}

/** Lists of the values of each row would cost more than their text. */
function linesOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[], from: number, to: number): string {
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
  return lines
}

/** One line of CSV with its CRLF. */
export function csvLine(values: readonly CsvValue[]): string {
  let line = ''
  for (let i = 0; i < values.length; i++) line += (i === 0 ? '' : ',') + csvCell(values[i] ?? null)
  return `${line}\r\n`
}

const UNSAFE_START = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/
/** Most cells need neither, which one look tells. */
const NEEDS_CARE = /^[=+\-@\t\r]|[",\r\n]/

function csvCell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'string' ? value : value.join('; ')
  if (!NEEDS_CARE.test(text)) return text
  const safe = UNSAFE_START.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
