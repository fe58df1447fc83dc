import './lib/require-node-24.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { dataIn } from './bench/data.ts'
import { needSqliteShell } from './bench/limits.ts'
import { failuresInWords, measureAll } from './bench/measure-all.ts'
import type { Measured, Operation } from './bench/operation.ts'
import { operations } from './bench/operations.ts'
import { installPeer, PEER } from './bench/peer/install.ts'
import { peerNames, peerOperations } from './bench/peer/operations.ts'
import { report } from './bench/report.ts'
import { addResult, readResults } from './bench/results.ts'
import { inWords } from './bench/table.ts'
import { CommandFailed, command, type Outcome, WrongUsage } from './lib/entry.ts'

const names = Object.keys(operations)

export const main = await command(
  import.meta,
  {
    name: 'bench',
    does: 'Measures what may be slow beside the bare database or server doing the same, in turn, and prints the ratios.',
    options: {
      rows: { value: 'N,…', does: 'the number of records, or several; 1000000 when left out' },
      runs: { value: 'N', does: 'how often each is measured; the median counts; 5 when left out' },
      only: { value: 'NAME,…', does: `some of ${names.join(', ')}; all when left out` },
      peer: { does: `adds ${PEER}, what a user would pick instead, on the same data: ${peerNames.join(', ')}` },
      folder: {
        value: 'FOLDER',
        does: 'where the data is made and left for the next time; a temporary one when left out',
      },
      out: { value: 'FILE', does: 'a JSON file to which the results are added, each as soon as there is one' },
      report: {
        value: 'FILE',
        does: 'measure nothing: write the results of such a file into performance.md and .svg beside it',
      },
    },
  },
  async ({ options, env, say }) => {
    if (options.report) return reported(options.report)
    const sizes = listOf(options.rows ?? '1000000').map((text) => wholeNumber(text, '--rows'))
    const runs = wholeNumber(options.runs ?? '5', '--runs')
    const known = [...names, ...(options.peer ? peerNames : [])]
    const chosen = options.only ? listOf(options.only) : known
    const unknown = chosen.find((name) => !known.includes(name))
    if (unknown !== undefined)
      throw new WrongUsage(`There is no operation ${unknown}: --only takes ${known.join(', ')}.`)
    needSqliteShell()
    const peer = options.peer ? peerOperations(await installPeer(env, say)) : {}
    const wanted = Object.entries<Operation>({ ...operations, ...peer }).filter(([name]) => chosen.includes(name))
    const folder = options.folder ? resolve(options.folder) : await mkdtemp(join(tmpdir(), 'muniment-bench-'))
    const keep = async (result: Measured): Promise<void> => {
      if (options.out) await addResult(options.out, result, new Date().toISOString().slice(0, 10))
    }
    try {
      const plan = { wanted, sizes, runs, say, keep, dataOf: (rows: number) => dataIn(folder, rows) }
      const { measured, failures } = await measureAll(plan)
      const text = [inWords(measured), failuresInWords(failures)].filter((part) => part !== '').join('\n')
      return { ok: failures.length === 0, text, result: { runs, measured, failures } }
    } finally {
      if (!options.folder) await rm(folder, { recursive: true, force: true })
    }
  },
)

async function reported(file: string): Promise<Outcome> {
  const results = await readResults(file)
  if (results.measured.length === 0)
    throw new CommandFailed(`${file} has no results yet: measure something with --out.`)
  const written = await report(file, results)
  return { ok: true, text: `Wrote ${written.join(' and ')}.`, result: { written } }
}

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

function wholeNumber(text: string, option: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUsage(`${option} must be a whole number of at least 1.`)
  return Number(text)
}
