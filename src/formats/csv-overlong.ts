import { type CsvBroken, type CsvLayout, reasons } from './csv-records.ts'

/** Where a row stands that is too long to be held: each byte moves it on. */
type Place = 'before a value' | 'in a value' | 'in quotes' | 'at a quote' | 'after quotes' | 'broken'

/** Reads to the end of one row without holding it. Made at the start of the row, then fed its bytes, piece by piece. */
export type OverlongRow = (bytes: Buffer, final: boolean) => { item: CsvBroken; end: number } | null

const QUOTE = 34

/**
 * A reader of a row that starts on `line`. It answers null until the row ends; then what to say of it, and the offset
 * after its line end in the bytes last fed. Told apart just as by `parseRecords`: well formed but too long, or broken.
 */
export function overlongRow(line: number, layout: CsvLayout): OverlongRow {
  const delimiter = layout.delimiter.charCodeAt(0)
  const lineEnd = layout.lineEnd.charCodeAt(0)
  let place: Place = 'before a value'
  let reason: string = reasons.tooLong
  let lastLine = line
  let endsLine = false

  const breakOff = (why: string) => {
    place = 'broken'
    reason = why
  }

  const next = (byte: number): boolean => {
    const isEnd = byte === lineEnd
    if (place === 'at a quote' && byte !== QUOTE) place = 'after quotes'
    if (place === 'in quotes') {
      if (byte === QUOTE) place = 'at a quote'
      if (isEnd) lastLine += 1
      return false
    }
    if (isEnd) return true
    if (place === 'broken') return false
    if (place === 'at a quote') place = 'in quotes'
    else if (byte === delimiter) place = 'before a value'
    else if (place === 'in a value' && byte === QUOTE) breakOff(reasons.bareQuote)
    else if (place === 'before a value') place = byte === QUOTE ? 'in quotes' : isSpace(byte) ? place : 'in a value'
    else if (place === 'after quotes' && !isSpace(byte)) breakOff(reasons.afterQuote)
    return false
  }

  return (bytes, final) => {
    for (let at = 0; at < bytes.length; at++) {
      endsLine = bytes[at] === lineEnd
      if (next(bytes[at] ?? 0)) return { item: said(), end: at + 1 }
    }
    if (!final) return null
    if (place === 'in quotes') {
      reason = reasons.neverClosed
      if (endsLine) lastLine -= 1
    }
    return { item: said(), end: bytes.length }
  }

  function said(): CsvBroken {
    return { line, lastLine, reason, each: reason !== reasons.tooLong }
  }
}

/** A carriage return before the line end is passed over like a space. */
const isSpace = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13
