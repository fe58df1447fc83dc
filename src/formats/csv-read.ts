import { type CsvHeader, lineEndOf, readHeader } from './csv-header.ts'
import { type OverlongRow, overlongRow } from './csv-overlong.ts'
import { type CsvItem, type CsvLayout, LONGEST_RECORD, parseRecords, reasons } from './csv-records.ts'
import { decoder, type TextKind } from './text-encoding.ts'

/** Rows in the order of the file; `bytes`: how much of the file has been read when they are. */
export type CsvBatch = { items: CsvItem[]; bytes: number }

/** `close` lets go of the source: for who may not come to the end of the rows, or not even begin with them. */
export type CsvFile =
  | {
      ok: true
      columns: string[]
      layout: CsvLayout
      batches: AsyncGenerator<CsvBatch>
      close: () => Promise<void>
    }
  | { ok: false; text: string }

/** A file being read. `buffer`, within `room`, begins with the row that starts on `line`; `read`: bytes taken from the source. */
type Reading = {
  source: AsyncIterator<Buffer>
  kind: TextKind
  decode: (bytes: Buffer) => string
  room: Buffer
  buffer: Buffer
  read: number
  line: number
  final: boolean
  overlong: OverlongRow | null
}

const EMPTY: Buffer = Buffer.alloc(0)
const LINE_END = 2
const ROOM_TO_SPARE = 64 * 1024
const NOTHING_IN_IT = 'The file is empty. Export the list again, with the names of its columns in the first row.'
const NO_HEADER = 'The file has no header row: its first line never ends.'

/**
 * Reads a CSV file from its bytes, however they are cut into chunks: the header at once, the rows as they are asked for. A chunk is used up
 * before the next is asked for, so that all may come in one buffer.
 *
 * No more is held than a chunk and one row of at most `LONGEST_RECORD` bytes. `known`: the column names by which the
 * delimiter is recognised. Refuses, with a sentence, a file without a header or with one that names a column twice.
 */
export async function openCsv(
  chunks: AsyncIterable<Buffer>,
  kind: TextKind,
  known: readonly string[],
): Promise<CsvFile> {
  const source = chunks[Symbol.asyncIterator]()
  const reading: Reading = {
    source,
    kind,
    decode: decoder(kind.encoding),
    room: EMPTY,
    buffer: EMPTY,
    read: 0,
    line: 1,
    final: false,
    overlong: null,
  }
  // What a generator does in the end, one that was never asked does not do.
  const close = async () => void (await source.return?.())
  const header = await firstRow(reading, known)
  if (typeof header === 'string') {
    await close()
    return { ok: false, text: header }
  }
  const { columns, layout } = header
  return { ok: true, columns, layout, batches: batchesOf(reading, layout), close }
}

async function firstRow(reading: Reading, known: readonly string[]): Promise<CsvHeader | string> {
  for (;;) {
    await readMore(reading)
    const bytes = reading.buffer.subarray(reading.kind.bomBytes)
    const lineEnd = lineEndOf(bytes, reading.final)
    const whole = reading.final ? bytes.length : bytes.lastIndexOf(lineEnd ?? '\n') + 1
    const header = lineEnd && readHeader(reading.decode(bytes.subarray(0, whole)), lineEnd, known)
    if (typeof header === 'string') return header
    if (header) {
      reading.buffer = bytes.subarray(byteLength(header.text, reading.kind))
      reading.line = header.line
      return header
    }
    if (reading.final) return NOTHING_IN_IT
    if (bytes.length > LONGEST_RECORD) return NO_HEADER
  }
}

async function* batchesOf(reading: Reading, layout: CsvLayout): AsyncGenerator<CsvBatch> {
  try {
    for (let started = false; !started || !reading.final; started = true) {
      if (started) await readMore(reading)
      const items = rowsSoFar(reading, layout)
      if (reading.final && reading.kind.cutShort) markCut(items)
      if (items.length > 0) yield { items, bytes: reading.read - reading.buffer.length }
    }
  } finally {
    await reading.source.return?.()
  }
}

async function readMore(reading: Reading): Promise<void> {
  const next = await reading.source.next()
  if (next.done) {
    reading.final = true
    return
  }
  reading.read += next.value.length
  append(reading, next.value)
}

/** In the same memory again and again: what is left behind of a large file for each of its chunks, nobody collects for long. */
function append(reading: Reading, chunk: Buffer): void {
  const left = reading.buffer.length
  const bytes = left + chunk.length
  const room = reading.room.length < bytes ? Buffer.allocUnsafeSlow(bytes + ROOM_TO_SPARE) : reading.room
  reading.buffer.copy(room)
  chunk.copy(room, left)
  reading.room = room
  reading.buffer = room.subarray(0, bytes)
}

/** All rows that have come whole. What is left in the buffer is the start of one that has not. */
function rowsSoFar(reading: Reading, layout: CsvLayout): CsvItem[] {
  const ended = reading.overlong ? endOfOverlong(reading, reading.overlong) : []
  if (reading.overlong) return ended
  const items = wholeRows(reading, layout)
  if (!reading.final && reading.buffer.length > LONGEST_RECORD + LINE_END) {
    reading.overlong = overlongRow(reading.line, layout)
    endOfOverlong(reading, reading.overlong)
  }
  return ended.length === 0 ? items : [...ended, ...items]
}

/** Reads on through a row that is too long to hold; the row itself is the answer once it has ended. */
function endOfOverlong(reading: Reading, row: OverlongRow): CsvItem[] {
  const found = row(reading.buffer, reading.final)
  reading.buffer = found ? reading.buffer.subarray(found.end) : EMPTY
  if (!found) return []
  reading.overlong = null
  reading.line = found.item.lastLine + 1
  return [found.item]
}

function wholeRows(reading: Reading, layout: CsvLayout): CsvItem[] {
  const cut = reading.final ? reading.buffer.length : reading.buffer.lastIndexOf(layout.lineEnd) + 1
  if (cut === 0) return []
  const text = reading.decode(reading.buffer.subarray(0, cut))
  const { items, consumed, line } = parseRecords(text, reading.line, layout, reading.final)
  const left = consumed === text.length ? 0 : byteLength(text.slice(consumed), reading.kind)
  reading.buffer = reading.buffer.subarray(cut - left)
  reading.line = line
  return items
}

/** The last row of a file that ends inside a character was cut short, even when its fields look complete. */
function markCut(items: CsvItem[]): void {
  const last = items.pop()
  if (!last) return
  items.push(
    'reason' in last ? last : { line: last.line, lastLine: last.lastLine, reason: reasons.cutShort, each: false },
  )
}

const byteLength = (text: string, kind: TextKind): number =>
  kind.encoding === 'utf-8' ? Buffer.byteLength(text) : text.length
