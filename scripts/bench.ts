import './lib/require-node-24.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { dataIn } from './bench/data.ts'
import { needSqliteShell } from './bench/limits.ts'
import { measure } from './bench/measure.ts'
import type { Measured } from './bench/operation.ts'
import { operations } from './bench/operations.ts'
import { inWords } from './bench/table.ts'
import { CommandFailed, command, WrongUsage } from './lib/entry.ts'

const names = Object.keys(operations)

await command(
  {
    name: 'bench',
    does: 'Measures what is slow at worst beside the bare database or server doing the same, in turn, and prints the ratios.',
    options: {
      rows: { value: 'N,…', does: 'the number of records, or several; 1000000 when left out' },
      runs: { value: 'N', does: 'how often each is measured; the median counts; 5 when left out' },
      only: { value: 'NAME,…', does: `some of ${names.join(', ')}; all when left out` },
      folder: {
        value: 'FOLDER',
        does: 'where the data is made and left for the next time; a temporary folder when left out',
      },
    },
  },
  async ({ options, say }) => {
    const sizes = listOf(options.rows ?? '1000000').map((text) => wholeNumber(text, '--rows'))
    const runs = wholeNumber(options.runs ?? '5', '--runs')
    const chosen = listOf(options.only ?? names.join(','))
    const unknown = chosen.find((name) => !names.includes(name))
    if (unknown !== undefined)
      throw new WrongUsage(`There is no operation ${unknown}: --only takes ${names.join(', ')}.`)
    needSqliteShell()
    const folder = options.folder ? resolve(options.folder) : await mkdtemp(join(tmpdir(), 'muniment-bench-'))
    const measured: Measured[] = []
    try {
      for (const rows of sizes) {
        const data = await dataIn(folder, rows)
        for (const [name, operation] of Object.entries(operations)) {
          if (!chosen.includes(name)) continue
          say(`Measuring ${name} of ${rows.toLocaleString('en-GB')} records, ${runs} times in turn …`)
          measured.push(await measure(name, operation, data, runs))
        }
      }
    } finally {
      if (!options.folder) await rm(folder, { recursive: true, force: true })
    }
    if (measured.length === 0) throw new CommandFailed('Nothing was measured.')
    return { ok: true, text: inWords(measured), result: { runs, measured } }
  },
)

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

function wholeNumber(text: string, option: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUsage(`${option} must be a whole number of at least 1.`)
  return Number(text)
}
