import { createHash } from 'node:crypto'
import { addRows } from '../../db/add-rows.ts'
import { type Table, tablesOf } from '../../db/catalogue.ts'
import { isPostgres } from '../../db/dialect.ts'
import { pagesOf } from '../../db/row-pages.ts'
import type { Db } from '../../db/schema.ts'
import { DatabaseUnusable } from '../../db/unusable.ts'
import type { Value } from '../../db/value.ts'

/** What a table holds: how many rows, and the SHA-256, in hex, over the values of all of them in the order of its key. */
export type Contents = { rows: number; sha256: string }

/**
 * The tables of two databases, in the order in which they refer to each other, each with what tells its rows apart in both: the key of
 * one of them may begin with the partition.
 *
 * Throws for a table or a column that only one of them has: it would be lost, or made up.
 */
export async function commonTables(source: Db, target: Db): Promise<Table[]> {
  const [here, there] = [await tablesOf(source), await tablesOf(target)]
  const [one, other] = [new Set(here.flatMap(columnsInFull)), new Set(there.flatMap(columnsInFull))]
  const odd = [...one, ...other].find((column) => !(one.has(column) && other.has(column)))
  if (odd !== undefined)
    throw new DatabaseUnusable(
      `Only one of the databases has ${odd}, although both say that they are of this version: make the one that was altered anew.`,
    )
  const keys = new Map(there.map(({ name, key }) => [name, key]))
  return here.map((table) => ({ ...table, key: table.key.filter((column) => keys.get(table.name)?.includes(column)) }))
}

const columnsInFull = ({ name, columns }: Table): string[] => columns.map((column) => `${name}.${column}`)

/** Copies all rows of a table and returns what was read. `copied` hears after each page how many rows there are so far. */
export async function copyTable(
  source: Db,
  target: Db,
  table: Table,
  copied: (rows: number) => void,
): Promise<Contents> {
  const { add, end } = growingContents()
  for await (const page of pagesOf(source, table)) {
    for (const row of page) refuseUnfit(row, table, isPostgres(target))
    await addRows(target.withoutPlugins(), table.name, table.columns, page)
    copied(add(page))
  }
  return end()
}

/** What a table holds, read as a whole. */
export async function contentsOfTable(db: Db, table: Table): Promise<Contents> {
  const { add, end } = growingContents()
  for await (const page of pagesOf(db, table)) add(page)
  return end()
}

function growingContents(): { add: (page: Value[][]) => number; end: () => Contents } {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add: (page) => {
      hash.update(page.map((row) => `${JSON.stringify(row)}\n`).join(''))
      rows += page.length
      return rows
    },
    end: () => ({ rows, sha256: hash.digest('hex') }),
  }
}

/** Refuses what would not arrive as it is: a number that was read inexactly, and a character that PostgreSQL keeps in no text. */
function refuseUnfit(row: Value[], { name, columns, key }: Table, toPostgres: boolean): void {
  for (const [at, value] of row.entries()) {
    const fits = typeof value === 'number' ? Number.isSafeInteger(value) : !(toPostgres && value?.includes('\0'))
    if (fits) continue
    const found =
      typeof value === 'number' ? 'a number beyond 2^53' : 'the character U+0000, which PostgreSQL cannot keep'
    const keys = key.map((column) => `${column} ${row[columns.indexOf(column)]}`).join(', ')
    throw new DatabaseUnusable(`${name} (${keys}) has in ${columns[at]} ${found}: it cannot be copied as it is.`)
  }
}
