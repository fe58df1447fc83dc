import Sqlite from 'better-sqlite3'
import { activityCount, activityList } from '../../db/queries/activity-list.ts'
import { openReadOnly } from '../../db/sqlite.ts'
import { searchWords } from '../../src/domain/activity-search.ts'
import { bigRegister, searches } from './big-register.ts'
import { timesOf } from './count-operations.ts'
import { type Data, dataIn } from './data.ts'
import type { Operation } from './operation.ts'
import { timesFor } from './statistics.ts'

/** The most activities that a register is measured with: ten times those of a large county. */
const ACTIVITIES = 10_000
const ROWS_ON_A_PAGE = 50

/** The register of the data: 10,000 activities, or a tenth of the number of records where these are fewer. */
export async function registerOf(data: Data): Promise<string> {
  if (data.rows < ACTIVITIES) return bigRegister(data, Math.ceil(data.rows / 10))
  return bigRegister(data.rows === ACTIVITIES ? data : await dataIn(data.parent, ACTIVITIES), ACTIVITIES)
}

/** The search of the register, as its page asks the database: how many there are, and the first page of them. */
export const searchOperations: Record<string, Operation> = {
  search: {
    limitIs: 'a bare FTS5 query for the same words',
    target: { of: 'p99', mostMs: 50 },
    ready: async (data) => {
      const register = await registerOf(data)
      const db = openReadOnly(register)
      const index = searchIndex(register)
      const first = index.prepare('select rowid from texts where texts match ? order by rowid limit 50')
      const asked = searches.map((text) => ({ words: searchWords(text), phrase: quoted(text) }))
      const often = { times: timesFor(data.rows, 350), mostMs: 10_000 }
      return {
        ours: () =>
          timesOf(async (turn) => {
            const filters = { words: asked[turn % asked.length]?.words }
            await activityCount(db, filters, null)
            await activityList(db, filters, null, { order: 'reference', offset: 0, limit: ROWS_ON_A_PAGE })
          }, often),
        limit: () => timesOf(async (turn) => first.all(asked[turn % asked.length]?.phrase), often),
        close: async () => {
          index.close()
          await db.destroy()
        },
      }
    },
  },
}

function searchIndex(register: string): Sqlite.Database {
  const index = new Sqlite(':memory:')
  index.prepare('attach ? as register').run(register)
  index.exec(`create virtual table texts using fts5(text);
    insert into texts (rowid, text) select id, search_text from register.activity_versions;`)
  return index
}

const quoted = (text: string): string =>
  searchWords(text)
    .map((word) => `"${word}"`)
    .join(' ')
