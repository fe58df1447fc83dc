import { type Data, fresh } from './data.ts'
import { disposeOfAll, forgetOneReview, oneReview } from './disposal-load.ts'
import { exportAll, importFeed, sweepNow } from './heavy-work.ts'
import type { Bout, Operation, Run } from './operation.ts'
import { pacedPages, readPages } from './pages.ts'
import { type Site, siteOf } from './site.ts'
import { median, percentile, timesFor } from './statistics.ts'
import { dueAtOnce, forgetDueAtOnce } from './sweep-operations.ts'

const PAGES_PER_SECOND = 25
const WARM_ROUNDS = 20
const WARM_MS = 1_000
const REST_MS = 10_000
const ENOUGH_SECONDS = 60
/** What has many parts is gone through to its end. */
const WHOLE_SECONDS = 3_600

/** What people read while others work, in turn. */
const pages = [
  '/',
  '/processing-activities',
  '/retention-rules/LIB-01',
  '/records',
  '/records?service=SVC01&state=due&order=due',
  '/disposal-reviews',
  '/record-feeds',
  '/job-runs',
]

/** A load on a server: what it works on, how it is begun, and when it is over, or enough of it has been seen. A text that it returns is said of it. */
type Load = {
  database: (data: Data) => Promise<string>
  close?: (data: Data) => Promise<void>
  enoughSeconds: number
  begin: (site: Site, data: Data, database: string, signal: AbortSignal) => Promise<unknown>
}

/** Pages at a steady pace while the server is at heavy work, beside the same pages at rest: first the one, then the other, of one process. */
export const loadOperations: Record<string, Operation> = {
  'pages-import': loadedBy({
    enoughSeconds: ENOUGH_SECONDS,
    database: (data) => data.swept(),
    begin: async (site, data, database, signal) => importFeed(site, await data.feed(), database, signal),
  }),
  'pages-sweep': loadedBy({
    enoughSeconds: ENOUGH_SECONDS,
    database: (data) => dueAtOnce(data, 50),
    begin: (site, _data, database, signal) => sweepNow(site, database, signal),
    close: forgetDueAtOnce(50),
  }),
  'pages-export': loadedBy({
    enoughSeconds: ENOUGH_SECONDS,
    database: (data) => data.swept(),
    begin: (site, _data, _database, signal) => exportAll(site, signal),
  }),
  'pages-disposal': loadedBy({
    enoughSeconds: WHOLE_SECONDS,
    database: oneReview,
    begin: disposeOfAll,
    close: forgetOneReview,
  }),
}

function loadedBy(load: Load): Operation {
  return {
    limitIs: 'the same pages at rest',
    target: { of: 'p99', ratio: 3, mostMs: 100 },
    ready: async (data): Promise<Bout> => {
      const database = await load.database(data)
      let rest: Run = { ms: 0 }
      return {
        ours: async () => {
          const copy = await fresh(data, database)
          const site = await siteOf(copy)
          try {
            rest = await atRest(site, data.rows)
            return await under(site, load.enoughSeconds, (signal) => load.begin(site, data, copy, signal))
          } finally {
            await site.end()
          }
        },
        limit: async () => rest,
        close: async () => load.close?.(data),
      }
    },
  }
}

async function atRest(site: Site, rows: number): Promise<Run> {
  const asking = { times: timesFor(rows, WARM_ROUNDS), mostMs: WARM_MS }
  for (const path of pages) await readPages(site, path, asking)
  return figuresOf(await pacedPages(site, pages, PAGES_PER_SECOND, AbortSignal.timeout(timesFor(rows, REST_MS))))
}

/** Asks for pages from the beginning of the work to its end, or until enough of it has been seen: then it is left. */
async function under(site: Site, enoughSeconds: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<Run> {
  const enough = AbortSignal.timeout(enoughSeconds * 1000)
  const over = new AbortController()
  const working = work(enough).finally(() => over.abort())
  working.catch(() => {})
  const taken = await pacedPages(site, pages, PAGES_PER_SECOND, AbortSignal.any([over.signal, enough]))
  const said = enough.aborted ? undefined : await working
  const run = figuresOf(taken)
  return typeof said === 'string' ? { ...run, note: `${run.note}: ${said}` } : run
}

function figuresOf(taken: number[]): Run {
  const p99 = percentile(taken, 0.99)
  const slowest = pages.map((path, at) => [path, Math.max(...taken.filter((_, n) => n % pages.length === at), 0)])
  return { ms: p99, p50: median(taken), p99, note: `${taken.length} pages`, details: Object.fromEntries(slowest) }
}
