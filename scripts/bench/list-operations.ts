import { type Data, dataIn } from './data.ts'
import { sqliteText } from './limits.ts'
import { type ListQuery, listQueries } from './list-queries.ts'
import { slowestOf } from './measure.ts'
import type { Bout, Operation, Run } from './operation.ts'
import { readPages } from './pages.ts'
import { bothOf, endBoth, type Site, siteOf } from './site.ts'
import { median, timesFor } from './statistics.ts'

const FEW = 10_000
const ROWS_ON_A_PAGE = 50
const FAR_ROW = 100_000 * ROWS_ON_A_PAGE
const LIMIT = `page 1 of ${FEW.toLocaleString('en-GB')} records without a filter`
const target = { of: 'p50', ratio: 1.5 } as const
const TIMES = 20
const MOST_MS = 2_000

/** The list of records as a person reads it, with one filter or another: the slowest of them counts. */
export const listOperations: Record<string, Operation> = {
  'list-page-1': {
    limitIs: LIMIT,
    target,
    ready: (data) => boutOf(data, ({ query }) => Promise.resolve(`/records?${query}`)),
  },
  'list-page-100000': { limitIs: LIMIT, target, ready: async (data) => boutOf(data, farPage(await data.swept())) },
}

async function boutOf(data: Data, pathOf: (query: ListQuery) => Promise<string>): Promise<Bout> {
  const few = data.rows <= FEW ? data : await dataIn(data.parent, FEW)
  const paths = new Map<string, string>()
  for (const query of listQueries) paths.set(query.query, await pathOf(query))
  const asking = { times: timesFor(data.rows, TIMES), mostMs: MOST_MS }
  const [database, fewer] = [await data.swept(), await few.swept()]
  const [site, small] = await bothOf(siteOf(database), async (same) => (few === data ? same : siteOf(fewer)))
  for (const path of paths.values()) await readPages(site, path, asking)
  await firstPage(small, asking)
  return {
    ours: () => slowest(site, paths, asking),
    limit: () => firstPage(small, asking),
    close: () => endBoth([site, small]),
  }
}

type Asking = Parameters<typeof readPages>[2]

async function slowest(site: Site, paths: Map<string, string>, asking: Asking): Promise<Run> {
  const details: Record<string, number> = {}
  for (const [query, path] of paths) details[query || 'no filter'] = median(await readPages(site, path, asking))
  return { ...slowestOf(details), details, slowestCounts: true }
}

const firstPage = async (site: Site, asking: Asking): Promise<Run> => ({
  ms: median(await readPages(site, '/records', { ...asking, times: 2 * asking.times })),
})

/** The address of page 100,000 of a list, or of its last whole page, as the link of the page before it has it. */
export const farPage =
  (database: string) =>
  async ({ query, where, order }: ListQuery) => {
    const inOrder = order === 'due' ? 'due_on, id' : 'id'
    const place = order === 'due' ? "due_on || '.' || id" : 'id'
    const at = `max(0, min(${FAR_ROW}, (select count(*) from records where ${where})) - ${ROWS_ON_A_PAGE + 1})`
    const after = await sqliteText(
      database,
      `select ${place} from records where ${where} order by ${inOrder} limit 1 offset ${at}`,
    )
    return after === '' ? `/records?${query}` : `/records?${query}&after=${after}`
  }
