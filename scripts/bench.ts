import './lib/require-node-24.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare } from './bench/data.ts'
import { inWords, type Measured, measure } from './bench/measure.ts'
import { operations } from './bench/operations.ts'
import { CommandFailed, command, WrongUsage } from './lib/entry.ts'

const names = Object.keys(operations)

await command(
  {
    name: 'bench',
    does: 'Measures import, sweep and export against the bare database doing the same, in turn, and prints the ratios.',
    options: {
      rows: { value: 'N', does: 'the number of records; 1000000 when left out' },
      runs: { value: 'N', does: 'how often each is measured; the median counts; 5 when left out' },
      only: { value: 'NAME', does: `one of ${names.join(', ')}` },
    },
  },
  async ({ options, say }) => {
    const rows = wholeNumber(options.rows ?? '1000000', '--rows')
    const runs = wholeNumber(options.runs ?? '5', '--runs')
    if (options.only && !names.includes(options.only)) throw new WrongUsage(`--only is one of ${names.join(', ')}.`)
    const folder = await mkdtemp(join(tmpdir(), 'muniment-bench-'))
    try {
      say(`Making ${rows.toLocaleString('en-GB')} records …`)
      const data = await prepare(folder, rows)
      const measured: Measured[] = []
      for (const [name, operation] of Object.entries(operations)) {
        if (options.only && options.only !== name) continue
        say(`Measuring ${name}, ${runs} times in turn …`)
        measured.push(await measure(name, operation, data, runs))
      }
      if (measured.length === 0) throw new CommandFailed('Nothing was measured.')
      return { ok: true, text: inWords(measured), result: { rows, runs, measured } }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

function wholeNumber(text: string, option: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUsage(`${option} must be a whole number of at least 1.`)
  return Number(text)
}
