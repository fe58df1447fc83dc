import './lib/require-node-24.ts'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exports } from '../src/actions/exports.ts'
import { fileFormats, recordExport } from '../src/actions/list-exported.ts'
import { countOf, listInWords } from '../src/domain/list.ts'
import { program } from '../src/domain/permission.ts'
import { MOST_ROWS, TooLargeForSheet } from '../src/formats/xlsx-write.ts'
import { asksFor } from './lib/command-line.ts'
import { withDatabase } from './lib/database.ts'
import { CommandFailed, command, WrongUsage } from './lib/entry.ts'

const names = Object.keys(exports)

await command(
  {
    name: 'export',
    does: 'Writes a list of the pages as CSV or as an Excel file, whole.',
    arguments: { NAME: { does: `the list: ${names.join(', ')}` } },
    options: {
      out: { value: 'FILE', does: 'the file to write; standard output when left out' },
      format: { value: fileFormats.join('|'), does: 'the kind of file; csv when left out, xlsx needs --out' },
    },
  },
  async ({ arguments: { NAME }, options: { out, format: asked = 'csv' } }) => {
    const list = Object.hasOwn(exports, NAME) ? exports[NAME] : undefined
    if (!list) throw new WrongUsage(`There is no list ${NAME}: it is one of ${listInWords(names)}.`)
    const format = fileFormats.find((one) => one === asked)
    if (!format) throw new WrongUsage(`--format must be ${fileFormats.join(' or ')}.`)
    if (!out && format === 'xlsx')
      throw new WrongUsage('--format xlsx needs --out: an Excel file is not text for standard output.')
    if (!out && asksFor('json', process.argv.slice(2)))
      throw new WrongUsage('--json needs --out: standard output cannot hold both the list and the object.')
    await withDatabase(
      process.env,
      () => new Date(),
      async ({ db, clock }) => {
        const context = { today: clock.today(), reach: null }
        const pieces = format === 'csv' ? list.csv(db, context) : [await sheetOf(list.xlsx(db, context))]
        await recordExport(db, { who: program('Command line'), clock }, { list: NAME, format, filters: {} })
        await (out ? writeWhole(pieces, out) : print(pieces))
      },
    )
    return { ok: true, text: out ? `Wrote ${out}.` : null, result: { name: NAME, out: out ?? null } }
  },
)

type Pieces = AsyncGenerator<string> | Uint8Array[]

/** A reader such as `head` may go away when it has seen enough. */
async function print(pieces: Pieces): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false })
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
