import { openAsBlob } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import type { Reader } from './pages.ts'
import type { Site } from './site.ts'

const AFTER_MS = 50

/**
 * Uploads a feed as that of a system that has sent none, so that all its rows are new, and waits until it is loaded.
 *
 * The signal ends the waiting, here and in the others, and is thrown.
 */
export async function importFeed(site: Site, feed: string, database: string, signal?: AbortSignal): Promise<void> {
  const body = new FormData()
  for (const [name, value] of Object.entries({ _csrf: site.token, source: 'ERP', mode: 'delta' }))
    body.append(name, value)
  body.append('file', await openAsBlob(feed), 'feed.csv')
  await send(site, '/record-feeds', body, signal)
  await until(database, 'select state from record_feeds order by id desc limit 1', 'done', signal)
}

/** Starts a sweep beside the one that the day has had, and waits for its end. */
export async function sweepNow(site: Site, database: string, signal?: AbortSignal): Promise<void> {
  await send(site, '/job-runs', new URLSearchParams({ _csrf: site.token }), signal)
  await until(
    database,
    "select state from job_runs where job = 'sweep' order by id limit 1 offset 1",
    'succeeded',
    signal,
  )
}

/** Downloads a file to its end: all records as CSV, unless another address is given. */
export async function exportAll(
  { address, headers }: Reader,
  signal?: AbortSignal,
  path = '/records.csv',
): Promise<void> {
  const answer = await fetch(address + path, { headers, signal: signal ?? null })
  if (answer.status !== 200 || !answer.body) throw new Error(`The export was answered with ${answer.status}`)
  await answer.body.pipeTo(new WritableStream())
}

/** Sends a form. Throws unless it is taken. */
export async function send(
  sender: Omit<Site, 'end'>,
  path: string,
  body: FormData | URLSearchParams,
  signal?: AbortSignal,
): Promise<void> {
  const { address, headers } = sender
  const sent = { method: 'POST', body, headers, redirect: 'manual', signal: signal ?? null } as const
  const answer = await fetch(address + path, sent)
  if (answer.status === 303) return
  throw new Error(`${path} was answered with ${answer.status}: ${(await answer.text()).slice(0, 2000)}`)
}

/** What a field of a form holds that nobody sees. */
export async function formValue(
  { address, headers }: Reader,
  path: string,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const page = await (await fetch(address + path, { headers, signal })).text()
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1]
  if (value === undefined) throw new Error(`${path} has no field ${name}: ${page.slice(0, 2000)}`)
  return value
}

/** Waits until a query answers that something has come to its end. Throws when it is in another state than `meanwhile`. */
export async function until(
  database: string,
  query: string,
  end: string,
  signal?: AbortSignal,
  meanwhile: string[] = ['running'],
): Promise<void> {
  const db = new Sqlite(database, { readonly: true })
  try {
    const asked = db.prepare<[], { state: string }>(query)
    for (;;) {
      const state = asked.get()?.state ?? 'waiting'
      if (state === end) return
      if (state !== 'waiting' && !meanwhile.includes(state)) throw new Error(`It came to the end “${state}”: ${query}`)
      await pause(AFTER_MS, undefined, { signal })
    }
  } finally {
    db.close()
  }
}
