import './lib/require-node-24.ts'
import { type Copied, copyBetween, LEFT_OUT } from '../src/actions/copy-database.ts'
import { verdictInWords } from '../src/actions/trail-verification.ts'
import { readConfig } from '../src/config.ts'
import { clockFrom } from '../src/domain/calendar.ts'
import { DATABASE_URL_FORM, isDatabaseUrl } from '../src/domain/database-url.ts'
import { listInWords } from '../src/domain/list.ts'
import { program } from '../src/domain/permission.ts'
import { command, WrongUsage } from './lib/entry.ts'

export const main = await command(
  import.meta,
  {
    name: 'copy-database',
    does: 'Copies a database into an empty one, from SQLite to PostgreSQL or back, and reads the copy back. Stop the server first.',
    options: {
      from: { value: 'URL', required: true, does: `the database to copy, which is not changed: ${DATABASE_URL_FORM}` },
      to: {
        value: 'URL',
        required: true,
        does: 'the database to fill: an empty one, or a file that is still to be made',
      },
    },
  },
  async ({ options: { from, to }, env, say }) => {
    for (const [name, url] of Object.entries({ from, to }))
      if (!isDatabaseUrl(url)) throw new WrongUsage(`--${name} must be ${DATABASE_URL_FORM}.`)
    const clock = clockFrom(() => new Date(), readConfig(env).stoppedToday)
    const copied = await copyBetween({ who: program('Command line'), clock }, { from, to, say })
    return { ok: copied.same, text: inWords(copied), result: asResult(copied) }
  },
)

function inWords({ same, tables, trail }: Copied): string {
  const number = (n: number): string => n.toLocaleString('en-GB')
  const cells = tables.map(({ table, source, target, same }) => [
    ...[table, number(source.rows), number(target.rows), target.sha256.slice(0, 16), same ? 'same' : 'DIFFERENT'],
  ])
  const lines = inColumns([['table', 'rows read', 'rows there', 'SHA-256', ''], ...cells])
  return [
    ...lines,
    `Left out: ${listInWords([...LEFT_OUT])}. Everybody signs in again.`,
    verdictInWords(trail),
    same
      ? 'The target holds what the source holds.'
      : 'The target is NOT what the source is: nothing of it was kept. Look at its disk and its log, and copy again.',
  ].join('\n')
}

/** Names to the left, numbers to the right. */
function inColumns(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 1 || at === 2 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function asResult({ same, tables, trail }: Copied): Record<string, unknown> {
  return {
    ...{ same, left_out: LEFT_OUT, last_event: trail.head.id, hash: trail.head.hash },
    tables: tables.map(({ table, source, target, same }) => ({
      ...{ table, same, rows: source.rows, rows_read_back: target.rows },
      ...{ sha256: source.sha256, sha256_read_back: target.sha256 },
    })),
  }
}
