import { readFile, rename, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import Sqlite from 'better-sqlite3'
import { CommandFailed } from '../lib/entry.ts'
import type { Measured } from './operation.ts'

/** On what a result was measured, and on which day. */
export type Machine = { day: string; processor: string; cores: number; memoryGib: number; node: string; sqlite: string }

/** A file of results: one for each operation and number of records. */
export type Results = { measured: (Measured & { machine: Machine })[] }

/** Adds a result to a file, in place of an earlier one of the same operation and number of records. */
export async function addResult(file: string, result: Measured, day: string): Promise<void> {
  const { measured } = await readResults(file)
  const others = measured.filter(({ operation, rows }) => operation !== result.operation || rows !== result.rows)
  const text = JSON.stringify({ measured: [...others, { ...result, machine: thisMachine(day) }] }, null, 2)
  await writeFile(`${file}.unfinished`, `${text}\n`)
  await rename(`${file}.unfinished`, file)
}

/** The results of a file; none when it is not there yet. Throws `CommandFailed` when it is no such file. */
export async function readResults(file: string): Promise<Results> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"measured":[]}'
    throw error
  })
  const results = JSON.parse(text) as Partial<Results>
  if (!Array.isArray(results.measured)) throw new CommandFailed(`${file} holds no results of the bench.`)
  return { measured: results.measured }
}

function thisMachine(day: string): Machine {
  const db = new Sqlite(':memory:')
  const sqlite = String(db.prepare('select sqlite_version()').pluck().get())
  db.close()
  const memoryGib = Math.round(totalmem() / 1024 ** 3)
  return {
    day,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib,
    node: process.version,
    sqlite,
  }
}
