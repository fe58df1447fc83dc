import { createHash, type Hash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { type FeedColumn, type FeedLayout, feedColumns, requiredColumns } from '../domain/feed-row.ts'
import { countOf, listInWords } from '../domain/list.ts'
import { type CsvFile, openCsv } from '../formats/csv-read.ts'
import { lookThrough } from '../formats/text-encoding.ts'

type OpenCsv = Extract<CsvFile, { ok: true }>

/** A feed's file once its header has been read, or the sentence with which it is refused as a whole. */
export type FeedFile =
  | ({ ok: true; layout: FeedLayout; notes: string[]; hash: string } & Pick<OpenCsv, 'batches' | 'close'>)
  | { ok: false; text: string }

const CHUNK_BYTES = 64 * 1024
const WITHOUT_DATES =
  'The file has no column trigger_date: new records are open, and records that were known keep the dates they have.'
const MOST_NAMED = 20
const LONGEST_NAME = 40

/** Opens the file of a feed. `notes`: what a person is told of how it was read; `hash`: SHA-256 of its bytes. Throws when the file cannot be read at all. */
export async function openFeedFile(path: string, signal: AbortSignal): Promise<FeedFile> {
  const hash = createHash('sha256')
  const look = await lookThrough(hashing(bytesOf(path, signal), hash))
  if (!look.ok) return look
  const csv = await openCsv(bytesOf(path, signal), look, feedColumns)
  if (!csv.ok) return csv
  const missing = requiredColumns.filter((name) => !csv.columns.includes(name))
  if (missing.length > 0) {
    await csv.close()
    return { ok: false, text: missingColumns(missing, csv.columns) }
  }
  const places = feedColumns
    .filter((name) => csv.columns.includes(name))
    .map((name) => [name, csv.columns.indexOf(name)])
  const encoding = look.encoding === 'utf-8' ? [] : ['The file is not UTF-8: it was read as Windows-1252.']
  const undated = csv.columns.includes('trigger_date') ? [] : [WITHOUT_DATES]
  return {
    ok: true,
    layout: { width: csv.columns.length, places: Object.fromEntries(places) },
    notes: [...encoding, ...ignoredColumns(csv.columns), ...undated],
    hash: hash.digest('hex'),
    batches: csv.batches,
    close: csv.close,
  }
}

/** The bytes of a file, each chunk in the buffer of the one before: a stream leaves one behind for each. Throws when the signal is aborted. */
async function* bytesOf(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
    for (;;) {
      signal.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** Passes bytes on and takes them into a hash. */
async function* hashing(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
}

function missingColumns(missing: FeedColumn[], found: string[]): string {
  const named = found.filter((name) => name !== '').slice(0, MOST_NAMED)
  const has = named.length === 0 ? 'no names' : listInWords(named.map((name) => `“${name.slice(0, LONGEST_NAME)}”`))
  const columns = missing.length === 1 ? 'column' : 'columns'
  return `The header row has no ${columns} ${listInWords(missing)}: it has ${has}. Name the columns of the file, and send it again.`
}

function ignoredColumns(columns: string[]): string[] {
  const unknown = columns.filter((name) => name !== '' && !(feedColumns as readonly string[]).includes(name))
  const nameless = columns.filter((name) => name === '').length
  const ignored = [
    ...unknown.map((name) => `“${name.slice(0, LONGEST_NAME)}”`),
    ...(nameless > 0 ? [countOf(nameless, 'column without a name', 'columns without a name')] : []),
  ]
  return ignored.length === 0 ? [] : [`Not known, and ignored: ${listInWords(ignored)}.`]
}
