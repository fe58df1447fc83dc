import { type CsvLayout, parseRecords } from './csv-records.ts'

/**
 * The columns of a file in `snake_case`, blank for one without a name, and how the file is laid out.
 *
 * `text`: the file up to and with the header's line end; `line`: the number of the line after it.
 */
export type CsvHeader = { columns: string[]; layout: CsvLayout; text: string; line: number }

const delimiters = [',', ';', '\t'] as const

/** `Trigger Date`, `trigger-date` and `TRIGGER_DATE` are one column: `trigger_date`. */
const columnName = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')

/** The line end that a file uses, by its first; null when none has come yet, or what follows a `\r` has not. */
export function lineEndOf(bytes: Buffer, final: boolean): CsvLayout['lineEnd'] | null {
  const feed = bytes.indexOf(10)
  const first = bytes.indexOf(13)
  if (first === -1 || (feed !== -1 && feed < first)) return feed === -1 && !final ? null : '\n'
  if (first + 1 === bytes.length && !final) return null
  return bytes[first + 1] === 10 || first + 1 === bytes.length ? '\n' : '\r'
}

/**
 * Reads the header from the start of a file's text: the first line that is not blank.
 *
 * The delimiter is the one with which most of the `known` names are found. Null when no header has come yet; a sentence
 * when it cannot be used: a quote out of place, or a column named twice.
 */
export function readHeader(
  text: string,
  lineEnd: CsvLayout['lineEnd'],
  known: readonly string[],
): CsvHeader | string | null {
  const readings = delimiters.map((delimiter) => reading(text, { delimiter, lineEnd }))
  const found = readings.filter((header) => header !== null)
  if (found.length === 0) return null
  const headers = found.filter((header) => typeof header !== 'string')
  const knownIn = (header: CsvHeader) => header.columns.filter((name) => known.includes(name)).length
  const best = headers.toSorted((a, b) => knownIn(b) - knownIn(a) || b.columns.length - a.columns.length)[0]
  if (!best) return found.find((header) => typeof header === 'string') ?? null
  const twice = best.columns.find((name, at) => name !== '' && best.columns.indexOf(name) !== at)
  if (twice) return `The header names the column “${twice}” twice. Remove one of them, and send the file again.`
  return best
}

function reading(text: string, layout: CsvLayout): CsvHeader | string | null {
  let at = 0
  for (let line = 1; at < text.length; line++) {
    const end = text.indexOf(layout.lineEnd, at)
    const lineText = end === -1 ? text.slice(at) : text.slice(at, end)
    if (lineText.trim() !== '') {
      const item = parseRecords(lineText, line, layout, true).items[0]
      if (!item || 'reason' in item)
        return 'The header row cannot be read: it has a quote out of place, or is too long.'
      return {
        columns: item.fields.map(columnName),
        layout,
        text: text.slice(0, end === -1 ? text.length : end + 1),
        line: line + 1,
      }
    }
    if (end === -1) return null
    at = end + 1
  }
  return null
}
