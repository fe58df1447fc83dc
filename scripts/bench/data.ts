import { createWriteStream } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { migrate } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import { rulesByCode } from '../../db/queries/retention-rules.ts'
import { loadSampleRegister } from '../../src/actions/sample-register.ts'
import type { IsoDate } from '../../src/domain/calendar.ts'
import { inOwnProcess } from './child.ts'
import { sqliteShell } from './limits.ts'
import { feedLines } from './rows.ts'

/** The day on which the bench happens; a tenth of its records is due by then. */
export const AS_AT: IsoDate = '2026-11-22'

/** What is measured on. `empty`: the sample register without records; `loaded`: with them; `table`: the rows of `records` as CSV. */
export type Data = { folder: string; rows: number; feed: string; empty: string; loaded: string; table: string }

/** Makes the feed, a database without its records, one with them, and the same rows as the limit takes them. */
export async function prepare(folder: string, rows: number): Promise<Data> {
  const at = (name: string) => join(folder, name)
  const data = {
    folder,
    rows,
    feed: at('feed.csv'),
    empty: at('empty.db'),
    loaded: at('loaded.db'),
    table: at('table.csv'),
  }
  await makeRegister(data)
  await copyFile(data.empty, data.loaded)
  await inOwnProcess({ work: 'import', database: data.loaded, feed: data.feed })
  await sqliteShell(data.loaded, ['.mode csv', `.once ${data.table}`, 'select * from records;'])
  return data
}

async function makeRegister({ empty, feed, rows }: Data): Promise<void> {
  const db = openDatabase(`file:${empty}`)
  await migrate(db)
  await loadSampleRegister(db, { today: () => AS_AT, now: () => `${AS_AT}T06:00:00.000Z` })
  const rules = [...(await rulesByCode(db))].map(([code, rule]) => ({ ...rule, code }))
  await db.destroy()
  await pipeline(Readable.from(inPieces(feedLines(rules, rows, AS_AT))), createWriteStream(feed))
}

/** A copy of a database for one run, which may change it. */
export async function fresh(data: Data, from: 'empty' | 'loaded'): Promise<string> {
  const copy = join(data.folder, `run-${from}.db`)
  await copyFile(data[from], copy)
  return copy
}

function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < 1 << 18) continue
    yield piece
    piece = ''
  }
  yield piece
}
