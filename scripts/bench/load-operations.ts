import { openAsBlob } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { type Data, fresh } from './data.ts'
import type { Bout, Operation, Run } from './operation.ts'
import { pacedPages, readPages } from './pages.ts'
import { type Site, siteOf } from './site.ts'
import { median, percentile, timesFor } from './statistics.ts'
import { dueAtOnce, forgetDueAtOnce } from './sweep-operations.ts'

const PAGES_PER_SECOND = 25
const WARM_ROUNDS = 10
const ENOUGH_SECONDS = 60
const AFTER_MS = 100

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

/** A load on a server: what it works on, how it is begun, and when it is over. */
type Load = {
  database: (data: Data) => Promise<string>
  close?: (data: Data) => Promise<void>
  begin: (site: Site, data: Data, database: string) => Promise<void>
}

/** Pages at a steady pace while the server is at heavy work, beside the same pages at rest: first the one, then the other, of one process. */
export const loadOperations: Record<string, Operation> = {
  'pages-import': loadedBy({ database: (data) => data.swept(), begin: importNewRows }),
  'pages-sweep': loadedBy({ database: (data) => dueAtOnce(data, 50), begin: sweepNow, close: forgetDueAtOnce(50) }),
  'pages-export': loadedBy({ database: (data) => data.swept(), begin: exportAll }),
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
            rest = await atRest(site, timesFor(data.rows, 8_000))
            return await under(site, () => load.begin(site, data, copy))
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

async function atRest(site: Site, ms: number): Promise<Run> {
  for (const path of pages) await readPages(site, path, { times: WARM_ROUNDS, mostMs: ms / WARM_ROUNDS })
  return figuresOf(await pacedPages(site, pages, PAGES_PER_SECOND, AbortSignal.timeout(ms)))
}

/** Asks for pages from the beginning of the work to its end, or for a minute of it. */
async function under(site: Site, work: () => Promise<void>): Promise<Run> {
  const over = new AbortController()
  const working = work().finally(() => over.abort())
  working.catch(() => {})
  const taken = await pacedPages(
    site,
    pages,
    PAGES_PER_SECOND,
    AbortSignal.any([over.signal, AbortSignal.timeout(ENOUGH_SECONDS * 1000)]),
  )
  if (over.signal.aborted) await working
  return figuresOf(taken)
}

function figuresOf(taken: number[]): Run {
  const p99 = percentile(taken, 0.99)
  const slowest = pages.map((path, at) => [path, Math.max(...taken.filter((_, n) => n % pages.length === at), 0)])
  return { ms: p99, p50: median(taken), p99, note: `${taken.length} pages`, details: Object.fromEntries(slowest) }
}

/** Uploads the feed as that of a system that has sent none, so that all its rows are new, and waits until it is loaded. */
async function importNewRows(site: Site, data: Data, database: string): Promise<void> {
  const body = new FormData()
  for (const [name, value] of Object.entries({ _csrf: site.token, source: 'ERP', mode: 'delta' }))
    body.append(name, value)
  body.append('file', await openAsBlob(await data.feed()), 'feed.csv')
  await send(site, '/record-feeds', body)
  await until(database, "select 1 from record_feeds where state in ('waiting', 'running')", 0)
}

async function sweepNow(site: Site, _data: Data, database: string): Promise<void> {
  const runs = "select 1 from job_runs where job = 'sweep' and state = 'succeeded'"
  await send(site, '/job-runs', new URLSearchParams({ _csrf: site.token }))
  await until(database, runs, 2)
}

async function exportAll({ address, cookie }: Site): Promise<void> {
  const answer = await fetch(`${address}/records.csv`, { headers: { cookie } })
  if (answer.status !== 200 || !answer.body) throw new Error(`The export was answered with ${answer.status}`)
  await answer.body.pipeTo(new WritableStream())
}

async function send({ address, cookie }: Site, path: string, body: FormData | URLSearchParams): Promise<void> {
  const answer = await fetch(address + path, { method: 'POST', body, headers: { cookie }, redirect: 'manual' })
  if (answer.status !== 303)
    throw new Error(`${path} was answered with ${answer.status}: ${(await answer.text()).slice(0, 2000)}`)
}

/** Waits until a query finds so many rows. */
async function until(database: string, query: string, rows: number): Promise<void> {
  const db = new Sqlite(database, { readonly: true })
  try {
    while (db.prepare(query).all().length !== rows) await pause(AFTER_MS)
  } finally {
    db.close()
  }
}
