/** One row of a file with the physical lines it spans, counted from 1, both inclusive; values are trimmed. */
export type CsvRow = { line: number; lastLine: number; fields: string[] }

/** Lines that hold no row that can be read. `each`: every one of them counts as a row, else they are one row together. */
export type CsvBroken = { line: number; lastLine: number; reason: string; each: boolean }

export type CsvItem = CsvRow | CsvBroken

/** How a file is laid out. `lineEnd` `\n` also takes `\r\n`; a lone `\r` is that of old Macintosh files. */
export type CsvLayout = { delimiter: ',' | ';' | '\t'; lineEnd: '\n' | '\r' }

/** The most bytes that one row may have, its line end not counted. */
export const LONGEST_RECORD = 1024 * 1024

export const reasons = {
  tooLong: 'The row is longer than 1 MB. Look for a quote that is not closed, or shorten the row.',
  neverClosed: 'A quote opens a value and is never closed, so that the lines after it cannot be told apart.',
  afterQuote: 'There is text after a closing quote. Quotes within a value must be doubled.',
  cutShort: 'The file ends in the middle of this row: it was cut short.',
  bareQuote:
    'There is a quote in a value that does not begin with one. Put the value in quotes and double those within it.',
} as const

const QUOTE = 34

/**
 * Splits text into rows, from its start, which must be the start of a row.
 *
 * `consumed` is where the last row ends that is whole; unless the text is `final`, a row whose quote is still open is left
 * for when more text has come. Blank lines are skipped. Strict: a quote only around a value, doubled within it.
 */
export function parseRecords(
  text: string,
  firstLine: number,
  layout: CsvLayout,
  final: boolean,
): { items: CsvItem[]; consumed: number; line: number } {
  const items: CsvItem[] = []
  let line = firstLine
  let at = 0
  let quote = orEnd(text.indexOf('"'))
  while (at < text.length) {
    const newline = text.indexOf(layout.lineEnd, at)
    const end = newline === -1 ? text.length : newline
    if (quote >= end) {
      const plain = text.slice(at, end)
      if (tooLong(plain)) items.push(broken(line, line, reasons.tooLong, false))
      else if (!isBlank(plain)) items.push({ line, lastLine: line, fields: plain.split(layout.delimiter).map(trimmed) })
      at = end + 1
      line += 1
      continue
    }
    const record = quotedRecord(text, at, line, layout)
    if (record === null && !final) break
    const found = record ?? neverClosed(text, line, at, layout)
    items.push(tooLong(text.slice(at, found.end)) && 'fields' in found.item ? long(found.item) : found.item)
    at = found.end + 1
    line = found.item.lastLine + 1
    quote = orEnd(text.indexOf('"', at))
  }
  return { items, consumed: Math.min(at, text.length), line }
}

const broken = (line: number, lastLine: number, reason: string, each: boolean): CsvBroken => ({
  line,
  lastLine,
  reason,
  each,
})

const long = (row: CsvRow): CsvBroken => broken(row.line, row.lastLine, reasons.tooLong, false)

const orEnd = (at: number): number => (at === -1 ? Number.POSITIVE_INFINITY : at)

/** No character takes more than three bytes for each of its units, so that most rows need no counting. */
const tooLong = (text: string): boolean => text.length * 3 > LONGEST_RECORD && byteLength(text) > LONGEST_RECORD

const byteLength = (text: string): number => Buffer.byteLength(text.endsWith('\r') ? text.slice(0, -1) : text)

function isBlank(line: string): boolean {
  return line.charCodeAt(0) > 32 ? false : line.trim() === ''
}

/** Most values begin and end with an ordinary character, which is quicker to see than to trim. */
function trimmed(value: string): string {
  const first = value.charCodeAt(0)
  const last = value.charCodeAt(value.length - 1)
  return first > 32 && first < 128 && last > 32 && last < 128 ? value : value.trim()
}

/** The row that starts at an offset, where its line end is, or null when a quote in it is still open at the end of the text. */
function quotedRecord(
  text: string,
  start: number,
  line: number,
  layout: CsvLayout,
): { item: CsvItem; end: number } | null {
  const fields: string[] = []
  let lastLine = line
  let at = start
  const refuse = (reason: string) => {
    const end = lineEndAfter(text, at, layout)
    return { item: broken(line, lastLine, reason, true), end }
  }
  for (;;) {
    const opening = afterSpaces(text, at, layout)
    if (text.charCodeAt(opening) === QUOTE) {
      const closing = closingQuote(text, opening)
      if (closing === -1) return null
      const value = text.slice(opening + 1, closing)
      lastLine += occurrences(value, layout.lineEnd)
      fields.push(value.replaceAll('""', '"').trim())
      at = afterSpaces(text, closing + 1, layout)
      if (isReturnBeforeEnd(text, at, layout)) at += 1
    } else {
      const value = text.slice(at, valueEnd(text, at, layout))
      if (value.includes('"')) return refuse(reasons.bareQuote)
      fields.push(trimmed(value))
      at += value.length
    }
    if (at >= text.length || text.charAt(at) === layout.lineEnd) return { item: { line, lastLine, fields }, end: at }
    if (text.charAt(at) !== layout.delimiter) return refuse(reasons.afterQuote)
    at += 1
  }
}

/** True at the first half of a `\r\n`. */
const isReturnBeforeEnd = (text: string, at: number, layout: CsvLayout): boolean =>
  layout.lineEnd === '\n' && text.charAt(at) === '\r' && (text.charAt(at + 1) === '\n' || at + 1 === text.length)

function neverClosed(text: string, line: number, at: number, layout: CsvLayout): { item: CsvBroken; end: number } {
  const rest = text.endsWith(layout.lineEnd) ? text.slice(at, -1) : text.slice(at)
  const lastLine = line + occurrences(rest, layout.lineEnd)
  return { item: broken(line, lastLine, reasons.neverClosed, true), end: text.length }
}

/** Where the quote is that closes the one at an offset, or -1; two quotes together stand for one. */
function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1)
  while (at !== -1 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2)
  return at
}

function afterSpaces(text: string, at: number, layout: CsvLayout): number {
  let next = at
  while (text.charAt(next) === ' ' || (text.charAt(next) === '\t' && layout.delimiter !== '\t')) next += 1
  return next
}

function valueEnd(text: string, at: number, layout: CsvLayout): number {
  const end = lineEndAfter(text, at, layout)
  const delimiter = text.indexOf(layout.delimiter, at)
  return delimiter === -1 || delimiter > end ? end : delimiter
}

const lineEndAfter = (text: string, at: number, layout: CsvLayout): number => {
  const end = text.indexOf(layout.lineEnd, at)
  return end === -1 ? text.length : end
}

function occurrences(text: string, sought: string): number {
  let count = 0
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1)) count += 1
  return count
}
