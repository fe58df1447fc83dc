import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CsvColumn, CsvValue } from './csv-write.ts'
import { type SheetCell, type SheetShape, sheetBytes } from './xlsx-sheet.ts'

/** The most rows that a file may have: a longer list is for programs, which read CSV. */
export const MOST_ROWS = 200_000
const MOST_CHARACTERS = 100_000_000
/** What is made in the thread of the pages, as a thread of its own would take longer to begin. */
const FEW_ROWS = 1_000
/** Excel’s own limit, over which it would find the file damaged. */
const LONGEST_TEXT = 32_767
const CUT_SHORT = ' […]'
const LONGEST_NAME = 31

/** The list has more rows, or more text, than an XLSX file is made for. */
export class TooLargeForSheet extends Error {}

/**
 * The bytes of an XLSX file with one sheet: the columns of the CSV under the same names, every text as text and never as a formula.
 *
 * A text longer than a cell of Excel can hold is cut and ends in “[…]”. Many rows are written in a thread of their own, while
 * `rows` is read a chunk at a time. Throws `TooLargeForSheet`.
 */
export async function xlsxFile<Row>(
  name: string,
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<readonly Row[]>,
): Promise<Uint8Array> {
  const chunks = limited(cellsOf(columns, rows))
  const first: SheetCell[][] = []
  for (;;) {
    const { done, value } = await chunks.next()
    if (!done) first.push(...value)
    if (!done && first.length <= FEW_ROWS) continue
    const shape = {
      name: sheetName(name),
      columns: columns.map(({ name }, at) => ({ name, numbers: holdsNumbers(first, at) })),
    }
    return done ? sheetBytes(shape, first) : inThread(shape, first, chunks)
  }
}

/** True when a column holds numbers and nothing else. */
const holdsNumbers = (rows: SheetCell[][], at: number): boolean =>
  rows.some((row) => typeof row[at] === 'number') && rows.every((row) => typeof row[at] !== 'string')

async function inThread(
  shape: SheetShape,
  first: SheetCell[][],
  chunks: AsyncIterable<SheetCell[][]>,
): Promise<Uint8Array> {
  const thread = new Worker(new URL('./xlsx-thread.ts', import.meta.url), { workerData: shape })
  try {
    thread.postMessage(first)
    let taken = answerOf(thread)
    for await (const chunk of chunks) {
      await taken
      thread.postMessage(chunk)
      taken = answerOf(thread)
    }
    await taken
    thread.postMessage(null)
    return (await answerOf(thread)) as Uint8Array
  } finally {
    await thread.terminate()
  }
}

/** The next thing that the thread says; what goes wrong in it is thrown where this is awaited, which may be later. */
function answerOf(thread: Worker): Promise<unknown> {
  const answer = once(thread, 'message').then(([said]) => said as unknown)
  answer.catch(() => {})
  return answer
}

async function* cellsOf<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<readonly Row[]>,
): AsyncGenerator<SheetCell[][]> {
  for await (const chunk of rows) yield chunk.map((row) => columns.map((column) => cellOf(column.value(row))))
}

async function* limited(chunks: AsyncIterable<SheetCell[][]>): AsyncGenerator<SheetCell[][]> {
  let rows = 0
  let characters = 0
  for await (const chunk of chunks) {
    rows += chunk.length
    for (const row of chunk) for (const cell of row) if (typeof cell === 'string') characters += cell.length
    if (rows > MOST_ROWS || characters > MOST_CHARACTERS) throw new TooLargeForSheet()
    yield chunk
  }
}

const ESCAPED_ALREADY = /_(?=x[0-9A-Fa-f]{4}_)/g
const NOT_IN_XML = /[\uFFFE\uFFFF]/g

/** A spreadsheet reads `_x0041_` in a text as the character of that number, so that its underscore is itself written so. */
function cellOf(value: CsvValue): SheetCell {
  if (value === null || typeof value === 'number') return value
  const whole = (typeof value === 'string' ? value : value.join('; ')).toWellFormed()
  if (whole === '') return null
  const text = whole.length > LONGEST_TEXT ? whole.slice(0, LONGEST_TEXT - CUT_SHORT.length) + CUT_SHORT : whole
  return text.toWellFormed().replace(ESCAPED_ALREADY, '_x005F_').replace(NOT_IN_XML, '\uFFFD')
}

const sheetName = (name: string): string => name.replace(/[^\w-]+/g, ' ').slice(0, LONGEST_NAME)
