import { countOf, listInWords } from '../../src/domain/list.ts'
import type { Data } from './data.ts'
import { measure } from './measure.ts'
import type { Measured, Operation } from './operation.ts'

/** What is to be measured, on which data, and what is done with each result at once; `say` tells a person how far it is. */
export type Plan = {
  wanted: [string, Operation][]
  sizes: number[]
  runs: number
  dataOf: (rows: number) => Promise<Data>
  keep: (result: Measured) => Promise<void>
  say: (line: string) => void
}

/** An operation that could not be measured, and why. */
export type Failure = { operation: string; rows: number; error: string }

/** Measures one operation after the other. One that fails is told, and stops none of the others: hours may have gone into them. */
export async function measureAll({ wanted, sizes, runs, dataOf, keep, say }: Plan) {
  const measured: Measured[] = []
  const failures: Failure[] = []
  for (const rows of sizes)
    for (const [name, operation] of wanted) {
      say(`Measuring ${name} with ${countOf(rows, 'record')}, ${runs} times in turn …`)
      try {
        const result = await measure(name, operation, await dataOf(rows), runs)
        measured.push(result)
        await keep(result)
      } catch (error) {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
        say(`${name} cannot be measured: ${why}`)
        failures.push({ operation: name, rows, error: why })
      }
    }
  return { measured, failures }
}

/** The failures in a sentence; empty when there are none. */
export const failuresInWords = (failures: Failure[]): string =>
  failures.length === 0
    ? ''
    : `Could not be measured: ${listInWords(failures.map(({ operation, rows }) => `${operation} with ${countOf(rows, 'record')}`))}.`
