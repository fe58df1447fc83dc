import './lib/require-node-24.ts'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { manifestOf } from '../src/actions/as-at-manifest.ts'
import { exports } from '../src/actions/exports.ts'
import { fileFormats, recordExport } from '../src/actions/list-exported.ts'
import { asAtEndOf, isOver } from '../src/domain/as-at.ts'
import { readDate } from '../src/domain/calendar.ts'
import { countOf, listInWords } from '../src/domain/list.ts'
import { program } from '../src/domain/permission.ts'
import { MOST_ROWS, TooLargeForSheet } from '../src/formats/xlsx-write.ts'
import { withDatabase } from './lib/database.ts'
import { CommandFailed, command, WrongUsage } from './lib/entry.ts'

const names = Object.keys(exports)
/** The lists of which it is known how they stood on another day. */
const asAtLists = [
  ...['processing-activities', 'retention-rules', 'findings', 'organisations'],
  ...['services', 'privacy-notices', 'recipients', 'terms', 'source-systems'],
  ...[
    'disposal-reviews',
    'disposal-instructions',
    'disposal-holds',
    'disposals',
    'destruction-certificates',
    'disposal-incidents',
  ],
]

export const main = await command(
  import.meta,
  {
    name: 'export',
    does: 'Writes a list of the pages as CSV or as an Excel file, whole.',
    arguments: { NAME: { does: `the list: ${names.join(', ')}` } },
    options: {
      out: { value: 'FILE', does: 'the file to write; standard output when left out' },
      format: { value: fileFormats.join('|'), does: 'the kind of file; csv when left out, xlsx needs --out' },
      'as-at': {
        value: 'YYYY-MM-DD',
        does: `the list as it stood at the end of that day, for ${listInWords(asAtLists)}; with --out, FILE.manifest.json says which file it is`,
      },
    },
  },
  async ({ arguments: { NAME }, options: { out, format: asked = 'csv', ...options }, ...around }) => {
    const list = Object.hasOwn(exports, NAME) ? exports[NAME] : undefined
    if (!list) throw new WrongUsage(`There is no list ${NAME}: it is one of ${listInWords(names)}.`)
    const format = fileFormats.find((one) => one === asked)
    if (!format) throw new WrongUsage(`--format must be ${fileFormats.join(' or ')}.`)
    if (!out && format === 'xlsx')
      throw new WrongUsage('--format xlsx needs --out: an Excel file is not text for standard output.')
    if (!out && around.json)
      throw new WrongUsage('--json needs --out: standard output cannot hold both the list and the object.')
    const date = options['as-at'] === undefined ? null : readDate(options['as-at'])
    if (options['as-at'] !== undefined && date === null)
      throw new WrongUsage('--as-at must be a date such as 2026-11-22.')
    if (date !== null && !asAtLists.includes(NAME))
      throw new WrongUsage(`--as-at is known for ${listInWords(asAtLists)}, and not for ${NAME}.`)
    await withDatabase(
      around.env,
      () => new Date(),
      async ({ db, clock }) => {
        if (date !== null && !isOver(date, clock.today()))
          throw new WrongUsage('--as-at must be a day before today: today’s list is the one without a date.')
        const asAt = date === null ? null : asAtEndOf(date)
        const context = { today: date ?? clock.today(), reach: null, asAt }
        const pieces = format === 'csv' ? list.csv(db, context) : [await sheetOf(list.xlsx(db, context))]
        const filters = date === null ? {} : { 'as-at': date }
        await recordExport(db, { who: program('Command line'), clock }, { list: NAME, format, filters })
        await (out ? writeWhole(pieces, out) : print(pieces, around.out))
        if (out && asAt) {
          const asked = { format, bom: false, filters: {}, context, now: clock.now() }
          const manifest = await manifestOf(db, list, asked)
          await writeWhole([Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)], `${out}.manifest.json`)
        }
      },
    )
    return { ok: true, text: out ? `Wrote ${out}.` : null, result: { name: NAME, out: out ?? null } }
  },
)

type Pieces = AsyncGenerator<Uint8Array> | Uint8Array[]

/** A reader such as `head` may go away when it has seen enough. */
async function print(pieces: Pieces, to: Writable): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), to, { end: false })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
}

/** A file appears under its name only when it is whole. */
async function writeWhole(pieces: Pieces, file: string): Promise<void> {
  const unfinished = `${file}.unfinished`
  try {
    await pipeline(Readable.from(pieces), createWriteStream(unfinished))
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new CommandFailed(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function sheetOf(made: Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await made
  } catch (error) {
    if (!(error instanceof TooLargeForSheet)) throw error
    throw new CommandFailed(
      `The list has more than ${countOf(MOST_ROWS, 'row')}: write it as CSV, or from its page with filters.`,
    )
  }
}
