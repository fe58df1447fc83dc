import './lib/require-node-24.ts'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { generateFeed } from '../seed/record-generator.ts'
import { sourceSystems } from '../seed/source-systems.ts'
import { readDate } from '../src/domain/calendar.ts'
import { countOf, listInWords } from '../src/domain/list.ts'
import { CommandFailed, command, WrongUsage } from './lib/entry.ts'

const codes = sourceSystems.map((system) => system.code)

export const main = await command(
  import.meta,
  {
    name: 'generate-records',
    does: 'Writes a feed file of sample records. The same options give the same file; it describes nobody.',
    options: {
      source: { value: 'CODE', required: true, does: `the source system: ${codes.join(', ')}` },
      out: { value: 'FILE', required: true, does: 'the file to write' },
      count: { value: 'N', does: 'how many records; 1000 when left out' },
      seed: { value: 'S', does: 'a whole number; another one gives other records; 1 when left out' },
      'as-at': { value: 'YYYY-MM-DD', does: 'the day the records are spread before; 2026-11-22 when left out' },
    },
  },
  async ({ options }) => {
    if (!codes.includes(options.source))
      throw new WrongUsage(`There is no source system ${options.source}: it is one of ${listInWords(codes)}.`)
    const asAt = readDate(options['as-at'] ?? '2026-11-22')
    if (asAt === null) throw new WrongUsage('--as-at must be a date such as 2026-11-22.')
    const count = wholeNumber(options.count ?? '1000', '--count')
    const lines = generateFeed({
      source: options.source,
      count,
      seed: wholeNumber(options.seed ?? '1', '--seed'),
      asAt,
    })
    try {
      await pipeline(Readable.from(inPieces(lines)), createWriteStream(options.out))
    } catch (error) {
      throw new CommandFailed(
        `${options.out} could not be written: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
    return {
      ok: true,
      text: `Wrote ${countOf(count, 'record')} of ${options.source} to ${options.out}.`,
      result: { rows: count, source: options.source, out: options.out },
    }
  },
)

/** Lines joined some thousand at a time: a write for each would cost more than making them. */
function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < 65_536) continue
    yield piece
    piece = ''
  }
  yield piece
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new WrongUsage(`${option} must be a whole number.`)
  return Number(text)
}
