import { openAsBlob } from 'node:fs'
import { type Data, fresh } from '../data.ts'
import { exportAll, importFeed, sweepNow } from '../heavy-work.ts'
import { sqliteText } from '../limits.ts'
import { farPage } from '../list-operations.ts'
import type { ListQuery } from '../list-queries.ts'
import type { Bout, Operation, Run } from '../operation.ts'
import { type Reader, readPages } from '../pages.ts'
import { bothOf, endBoth, siteOf } from '../site.ts'
import { median, timesFor } from '../statistics.ts'
import { dueAtOnce, forgetDueAtOnce } from '../sweep-operations.ts'
import { newRows, peerDatabase } from './data.ts'
import { ask, type Directus, directusOn } from './directus.ts'
import { PEER } from './install.ts'

const MOST_IMPORTED = 10_000
const UPDATED_AT_ONCE = 10_000
const DUE_PERCENT = 10
const ROWS_ON_A_PAGE = 50

/** What a user would do there instead, over HTTP in both, on the same records. `folder`: where the peer is installed. */
export function peerOperations(folder: string): Record<string, Operation> {
  const swept = (data: Data) => peerDatabase(data, folder, 'peer.db', data.swept)
  const fallingDue = (data: Data) => peerDatabase(data, folder, 'peer-due.db', () => dueAtOnce(data, DUE_PERCENT))
  const beside = (ready: Operation['ready']): Operation => ({ limitIs: PEER, target: { of: 'time' }, ready })
  return {
    'peer-list': beside(async (data) => listBout(await data.swept(), await swept(data), folder, data, false)),
    'peer-list-last': beside(async (data) => listBout(await data.swept(), await swept(data), folder, data, true)),
    'peer-export': beside(async (data) => {
      const theirs = await swept(data)
      const [site, directus] = await bothOf(siteOf(await data.swept()), () => directusOn(folder, theirs))
      return {
        items: data.rows,
        ours: () => timed(() => exportAll(site)),
        limit: () => timed(() => exportAll(directus, undefined, '/items/records?limit=-1&export=csv')),
        close: () => endBoth([site, directus]),
      }
    }),
    'peer-import': beside(async (data) => {
      const items = Math.min(MOST_IMPORTED, Math.floor(data.rows * 0.9))
      const feed = await newRows(data, items)
      const [ours, theirs] = [await data.swept(), await swept(data)]
      return {
        items,
        ours: async () => {
          const copy = await fresh(data, ours)
          const site = await siteOf(copy)
          return timed(() => importFeed(site, feed, copy)).finally(site.end)
        },
        limit: async () => onFreshPeer(data, folder, theirs, (directus) => importRows(directus, feed)),
      }
    }),
    'peer-bulk-update': beside(async (data) => {
      const [ours, theirs] = [await dueAtOnce(data, DUE_PERCENT), await fallingDue(data)]
      return {
        items: Math.round((data.rows * DUE_PERCENT) / 100),
        ours: async () => {
          const copy = await fresh(data, ours)
          const site = await siteOf(copy)
          return timed(() => sweepNow(site, copy)).finally(site.end)
        },
        limit: async () => onFreshPeer(data, folder, theirs, flagAll),
        close: async () => {
          await forgetDueAtOnce(DUE_PERCENT)(data)
          await data.forget('peer-due.db')
        },
      }
    }),
  }
}

const listed: ListQuery = {
  query: 'service=SVC01&state=retained&order=due',
  where: "service_id = (select id from services where code = 'SVC01') and state = 'retained' and due_on is not null",
  order: 'due',
}

/** A list narrowed by service and state in the order of due dates: its first page, or its last. */
async function listBout(ours: string, theirs: string, folder: string, { rows }: Data, far: boolean): Promise<Bout> {
  const count = Number(await sqliteText(ours, `select count(*) from records where ${listed.where}`))
  const page = far ? Math.max(1, Math.ceil(count / ROWS_ON_A_PAGE)) : 1
  const path = far ? await farPage(ours)(listed) : `/records?${listed.query}`
  const [site, directus] = await bothOf(siteOf(ours), () => directusOn(folder, theirs))
  const filter = 'filter[service][_eq]=SVC01&filter[state][_eq]=retained&sort=due_on,id'
  const items = `/items/records?${filter}&limit=${ROWS_ON_A_PAGE}&page=${page}&meta=filter_count`
  const asking = { times: timesFor(rows, 50), mostMs: 5_000 }
  const read = async (reader: Reader, of: string): Promise<Run> => ({ ms: median(await readPages(reader, of, asking)) })
  await read(site, path)
  await read(directus, items)
  return { ours: () => read(site, path), limit: () => read(directus, items), close: () => endBoth([site, directus]) }
}

async function onFreshPeer(
  data: Data,
  folder: string,
  database: string,
  work: (directus: Directus) => Promise<void>,
): Promise<Run> {
  const directus = await directusOn(folder, await fresh(data, database))
  return timed(() => work(directus)).finally(directus.end)
}

async function timed(work: () => Promise<void>): Promise<Run> {
  const began = performance.now()
  await work()
  return { ms: performance.now() - began }
}

async function importRows(directus: Directus, feed: string): Promise<void> {
  const body = new FormData()
  body.append('file', await openAsBlob(feed, { type: 'text/csv' }), 'records.csv')
  await ask(directus, '/utils/import/records', { method: 'POST', body })
}

/** Flags what has fallen due, so many records at once, as one request for all of them is more than its statement can hold. */
async function flagAll(directus: Directus): Promise<void> {
  const filter = { state: { _eq: 'retained' }, due_on: { _lte: '2026-11-22' } }
  const data = { state: 'due', flagged_on: '2026-11-22', review_by: '2026-12-22' }
  const body = JSON.stringify({ query: { filter, limit: UPDATED_AT_ONCE }, data })
  for (;;) {
    const { data: updated } = (await ask(directus, '/items/records?fields=id', { method: 'PATCH', body })) as {
      data: unknown[]
    }
    if (updated.length === 0) return
  }
}

/** The names of these operations, known before the peer is installed. */
export const peerNames = Object.keys(peerOperations(''))
