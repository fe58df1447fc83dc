import { finished } from 'node:stream/promises'
import { CompiledQuery, type PostgresCursor, sql } from 'kysely'
import { from } from 'pg-copy-streams'
import { storable } from '../src/domain/storable.ts'
import type { Db } from './schema.ts'
import type { Value } from './value.ts'

/**
 * Adds rows to a table of PostgreSQL by `copy`, in the caller's transaction: the server parses no statement and no parameters.
 *
 * One command for all the rows, which are held in memory as one text. A row that breaks an invariant ends the transaction.
 */
export async function copyIn(
  db: Db,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const names = sql.join(columns.map((name) => sql.ref(name)))
  const { sql: text } = sql`copy ${sql.table(table)} (${names}) from stdin`.compile(db.withoutPlugins())
  const command = CompiledQuery.raw(text, [inLines(rows)])
  await db.withoutPlugins().getExecutor().stream(command, 1).next()
}

/**
 * What the dialect takes for a cursor: the query builder lends the connection beneath a transaction to nothing else that speaks
 * another protocol than that of statements. To read from it is to send what is to be copied, and it gives no rows.
 */
export const CopyingCursor = function copying<Row>(text: string, [lines]: unknown[]): PostgresCursor<Row> {
  const stream = from(text)
  const read = async (): Promise<Row[]> => {
    stream.end(lines)
    await finished(stream)
    return []
  }
  return Object.assign(stream, { read, close: async () => {} })
} as unknown as new <Row>(
  text: string,
  parameters: unknown[],
) => PostgresCursor<Row>

/** The text format of `copy`: a row on a line, tabs between values, `\N` for null. What no text can hold is stored as by any other statement. */
function inLines(rows: readonly (readonly Value[])[]): string {
  let lines = ''
  for (const row of rows) {
    let before = ''
    for (const value of row) {
      lines += before + asField(value)
      before = '\t'
    }
    lines += '\n'
  }
  return lines
}

const SPECIAL = /[\\\t\n\r\0]/
const SPECIALS = /[\\\t\n\r\0]/g
const escapes: Record<string, string> = {
  ...{ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': storable('\0') },
}

function asField(value: Value): string {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  return SPECIAL.test(value) ? value.replaceAll(SPECIALS, (letter) => escapes[letter] ?? letter) : value
}
