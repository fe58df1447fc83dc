import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CommandFailed } from '../lib/entry.ts'
import { curve } from './curve.ts'
import type { Measured } from './operation.ts'
import type { Machine, Results } from './results.ts'
import { rounded } from './statistics.ts'
import { tableOf } from './table.ts'

const START = '<!-- What follows is written by npm run bench -- --report. -->'
const END = '<!-- End of what is written. -->'

/**
 * Writes results into performance.md and performance.svg beside their file, and returns the paths of both.
 *
 * Only what stands between the two marks is replaced. Throws `CommandFailed` when the page has none.
 */
export async function report(file: string, { measured }: Results): Promise<string[]> {
  const page = join(dirname(file), 'performance.md')
  const picture = join(dirname(file), 'performance.svg')
  const text = await readFile(page, 'utf8')
  const [before, rest] = text.split(`${START}\n`)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined)
    throw new CommandFailed(`${page} has no place for results: the lines “${START}” and “${END}”.`)
  await writeFile(page, `${before}${START}\n\n${written(measured)}\n${END}${after}`)
  await writeFile(picture, curve(measured.filter(({ operation }) => !isPeer(operation))))
  return [page, picture]
}

const isPeer = (operation: string): boolean => operation.startsWith('peer-')

function written(measured: Results['measured']): string {
  const own = measured.filter(({ operation }) => !isPeer(operation))
  const peer = measured.filter(({ operation }) => isPeer(operation))
  const sizes = [...new Set(own.map(({ rows }) => rows))].toSorted((a, b) => a - b)
  return [
    ...machines(measured.map(({ machine }) => machine)),
    ...sizes.flatMap((size) => [
      `### ${size.toLocaleString('en-GB')} records`,
      markdown(tableOf(own.filter(({ rows }) => rows === size))),
    ]),
    '### How time grows',
    'Milliseconds of ours, and in brackets the ratio to the limit; the last column is what ten times the records cost.',
    markdown(growth(own, sizes)),
    '![Time of each operation by the number of records](performance.svg)',
    ...(peer.length === 0
      ? []
      : [
          '### What a user would pick instead',
          'Ratios are our time over that of the peer.',
          markdown(besidePeer(peer)),
        ]),
    '',
  ].join('\n\n')
}

function machines(all: Machine[]): string[] {
  const told = all.map(
    ({ day, processor, cores, memoryGib, node, sqlite }) =>
      `Measured on ${day}: ${cores} cores (${processor}), ${memoryGib} GiB of memory, Node ${node}, SQLite ${sqlite}.`,
  )
  return [...new Set(told)].toSorted()
}

/** The table without targets, as there are none. */
function besidePeer(peer: Measured[]) {
  const { head, rows } = tableOf(peer)
  const [operation = '', records = '', ours = '', , ratio = ''] = head
  return { head: [operation, records, ours, peer[0]?.limitIs ?? '', ratio], rows: rows.map((row) => row.slice(0, 5)) }
}

/** One row for each operation, one column for each number of records. */
function growth(measured: Measured[], sizes: number[]) {
  const names = [...new Set(measured.map(({ operation }) => operation))]
  const rows = names.map((name) => {
    const of = measured.filter(({ operation }) => operation === name)
    const cells = sizes.map((size) => {
      const one = of.find(({ rows }) => rows === size)
      return one ? `${one.ours.ms.toLocaleString('en-GB')} (${one.ratio})` : ''
    })
    return [name, ...cells, tenfold(of)]
  })
  return { head: ['operation', ...sizes.map((size) => size.toLocaleString('en-GB')), 'ten times'], rows }
}

/** By how much the time grows when there are ten times the records, over all that was measured. */
function tenfold(of: Measured[]): string {
  const inOrder = of.toSorted((a, b) => a.rows - b.rows)
  const [first, last] = [inOrder[0], inOrder.at(-1)]
  if (!first || !last || first === last) return ''
  return `× ${rounded((last.ours.ms / first.ours.ms) ** (1 / Math.log10(last.rows / first.rows)))}`
}

function markdown({ head, rows }: { head: string[]; rows: string[][] }): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}
