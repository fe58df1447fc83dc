import Sqlite from 'better-sqlite3'
import { openReadOnly } from '../../db/sqlite.ts'
import { search } from '../../src/actions/search.ts'
import { searchWords } from '../../src/domain/activity-search.ts'
import { bigRegister, searches } from './big-register.ts'
import { timesOf } from './count-operations.ts'
import { type Data, dataIn } from './data.ts'
import type { Operation } from './operation.ts'
import { timesFor } from './statistics.ts'

/** The most activities that a register is measured with: ten times those of a large county. */
const ACTIVITIES = 10_000

/** The register of the data: 10,000 activities, or a tenth of the number of records where these are fewer. */
export async function registerOf(data: Data): Promise<string> {
  if (data.rows < ACTIVITIES) return bigRegister(data, Math.ceil(data.rows / 10))
  return bigRegister(data.rows === ACTIVITIES ? data : await dataIn(data.parent, ACTIVITIES), ACTIVITIES)
}

/** The search of the register, as its page asks the database: how many there are of each kind, and what the first page of them says. */
export const searchOperations: Record<string, Operation> = {
  search: {
    limitIs: 'a bare FTS5 query for the same words',
    target: { of: 'p99', mostMs: 50 },
    ready: async (data) => {
      const register = await registerOf(data)
      const db = openReadOnly(register)
      const index = searchIndex(register)
      const first = index.prepare('select rowid from texts where texts match ? order by rowid limit 20')
      const asked = searches.map((query) => ({ query, phrase: quoted(query) }))
      const often = { times: timesFor(data.rows, 350), mostMs: 10_000 }
      return {
        ours: () =>
          timesOf(async (turn) => {
            const query = asked[turn % asked.length]?.query ?? ''
            await search(db, { query, kind: null, page: 1, reach: null })
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
