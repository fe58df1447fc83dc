import './lib/require-node-24.ts'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exports } from '../src/actions/exports.ts'
import { recordExport } from '../src/actions/list-exported.ts'
import { listInWords } from '../src/domain/list.ts'
import { program } from '../src/domain/permission.ts'
import { asksFor } from './lib/command-line.ts'
import { withDatabase } from './lib/database.ts'
import { CommandFailed, command, WrongUsage } from './lib/entry.ts'

const names = Object.keys(exports)

await command(
  {
    name: 'export',
    does: 'Writes a list of the pages as CSV, whole.',
    arguments: { NAME: { does: `the list: ${names.join(', ')}` } },
    options: { out: { value: 'FILE', does: 'the file to write; standard output when left out' } },
  },
  async ({ arguments: { NAME }, options: { out } }) => {
    const list = Object.hasOwn(exports, NAME) ? exports[NAME] : undefined
    if (!list) throw new WrongUsage(`There is no list ${NAME}: it is one of ${listInWords(names)}.`)
    if (!out && asksFor('json', process.argv.slice(2)))
      throw new WrongUsage('--json needs --out: standard output cannot hold both the list and the object.')
    await withDatabase(
      process.env,
      () => new Date(),
      async ({ db, clock }) => {
        await recordExport(db, { who: program('Command line'), clock }, { list: NAME, format: 'csv', filters: {} })
        const text = list(db, { today: clock.today(), reach: null })
        await (out ? writeWhole(text, out) : print(text))
      },
    )
    return { ok: true, text: out ? `Wrote ${out}.` : null, result: { name: NAME, out: out ?? null } }
  },
)

/** A reader such as `head` may go away when it has seen enough. */
async function print(text: AsyncGenerator<string>): Promise<void> {
  try {
    await pipeline(Readable.from(text), process.stdout, { end: false })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
}

/** A file appears under its name only when it is whole. */
async function writeWhole(text: AsyncGenerator<string>, file: string): Promise<void> {
  const unfinished = `${file}.unfinished`
  try {
    await pipeline(Readable.from(text), createWriteStream(unfinished))
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new CommandFailed(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
