import { inOwnProcess, type Request } from './child.ts'
import { AS_AT, type Data, fresh, NEXT_WEEK } from './data.ts'
import { bare, bareTable, sqliteShell } from './limits.ts'
import type { Bout, Operation } from './operation.ts'
import { expectedOf } from './rows.ts'

const MOST_MIB = 200
const LIMIT = 'sqlite3 .import of the same rows into the same columns and indexes, without checks'

/** Feeds: of new rows, of the same rows a week later, and of rows of which one in a hundred has changed. */
export const feedOperations: Record<string, Operation> = {
  import: {
    limitIs: LIMIT,
    target: { of: 'rate', ratio: 0.7, mostMib: MOST_MIB },
    ready: async (data) => {
      const { accepted, rejected } = expectedOf(data.rows)
      const feed = { feed: await data.feed(), mode: 'delta', today: AS_AT } as const
      return boutOf(data, await data.empty(), feed, { created: accepted, rejected })
    },
  },
  unchanged: {
    limitIs: LIMIT,
    target: { of: 'rate', ratio: 1.5, mostMib: MOST_MIB },
    ready: async (data) => {
      const { accepted, rejected } = expectedOf(data.rows)
      const feed = { feed: await data.feed(), mode: 'full', today: NEXT_WEEK } as const
      return boutOf(data, await data.loaded(), feed, { unchanged: accepted, rejected, missingAtSource: 0 })
    },
  },
  'changed-1%': {
    limitIs: LIMIT,
    target: { of: 'rate', ratio: 1.5, mostMib: MOST_MIB },
    ready: async (data) => {
      const { updated, unchanged, gone: missingAtSource } = expectedOf(data.rows)
      const feed = { feed: await data.later(), mode: 'full', today: NEXT_WEEK } as const
      return boutOf(data, await data.loaded(), feed, { updated, unchanged, missingAtSource })
    },
  },
}

type Feed = Omit<Request & { work: 'import' }, 'work' | 'database'>

async function boutOf(data: Data, database: string, feed: Feed, expected: Record<string, number>): Promise<Bout> {
  const table = await data.table()
  return {
    items: data.rows,
    ours: async () => inOwnProcess({ work: 'import', database: await fresh(data, database), ...feed }, expected),
    limit: async () => {
      const copy = await fresh(data, await data.empty())
      await sqliteShell(copy, await bareTable(copy))
      return bare(copy, ['.mode csv', `.import ${table} bare`])
    },
  }
}
