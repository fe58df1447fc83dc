import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import type { Db } from '../db/schema.ts'
import { emptyPlace, type Place } from '../db/test-places.ts'
import { testServer } from '../db/test-world.ts'
import { createFeed } from '../src/actions/record-feeds.ts'
import { loadSampleRegister } from '../src/actions/sample-register.ts'
import { acting } from '../src/actions/test-acting.ts'
import { visitor } from '../src/web/test-site.ts'
import { startServer } from './lib/test-server.ts'

/** Loading is slower on a server, and the test is about what is left half-way. */
const ROWS = testServer ? 40_000 : 150_000
const LIMIT_MS = 15_000
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }

let place: Place
let db: Db

before(async () => {
  place = await emptyPlace()
  db = openDatabase(place.url)
  await migrate(db)
  assert.ok((await loadSampleRegister(db, clock, { demonstrationAccounts: true })).ok)
})
after(async () => {
  await db.destroy()
  await place.remove()
})

/** Asks until there is an answer, for a minute at the most. */
async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  for (let n = 0; n < 1_200; n++) {
    const answer = await ask()
    if (answer) return answer
    await pause(50)
  }
  throw new Error(`It never came to: ${what}`)
}

const feedNow = (id: number) => db.selectFrom('recordFeeds').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const leases = () => db.selectFrom('jobLeases').selectAll().execute()
const held = async () => (await sql<{ n: number }>`select count(*) as n from records`.execute(db)).rows[0]?.n ?? 0

/** Information governance, signed in to the server. */
async function governance(url: string) {
  const browser = visitor(url)
  await browser.post('/sign-in', { email: 'governance@muniment.example', password: 'demonstration only' })
  return browser
}

test('told to stop while a feed is loaded it ends in time, the feed waits, and the next start finishes it', async () => {
  const filePath = join(place.folder, 'feed.csv')
  const line = (n: number) =>
    `S-${n},${n % 1000 === 7 ? 'NONE' : 'LIB-01'},${n % 2 === 0 ? '2015-05-05' : '2026-02-28'}\n`
  writeFileSync(filePath, `reference,rule,trigger_date\n${Array.from({ length: ROWS }, (_, n) => line(n)).join('')}`)
  const usual = { uploaded: false, mode: 'full', correction: false, dryRun: false } as const
  const sent = await createFeed(db, acting(clock), { source: 'CORP', fileName: 'feed.csv', filePath, ...usual })
  assert.ok(sent.ok)

  const server = startServer(place.settings)
  const url = await server.ready
  await until('rows are loaded', async () => (await feedNow(sent.value)).rows > 0)
  assert.equal((await fetch(`${url}/sign-in`)).status, 200, 'pages are answered meanwhile')
  const { code, ms } = await server.stop()
  assert.equal(code, 0)
  assert.ok(ms < LIMIT_MS, `${ms} ms`)
  const waiting = await feedNow(sent.value)
  assert.equal(waiting.state, 'waiting')
  assert.ok(waiting.rows > 0 && waiting.rows < ROWS, `${waiting.rows} rows`)
  assert.deepEqual(await leases(), [])
  assert.equal(await held(), waiting.created)

  const again = startServer(place.settings)
  await again.ready
  const done = await until('the feed is done', async () => {
    const feed = await feedNow(sent.value)
    return feed.state === 'done' && feed
  })
  assert.deepEqual(
    [done.rows, done.created, done.updated, done.unchanged, done.rejected, done.missingAtSource],
    [ROWS, ROWS - ROWS / 1000, 0, 0, ROWS / 1000, 0],
  )
  assert.equal(await held(), done.created)
  assert.equal((await again.stop()).code, 0)
})

/** Takes back what the sweep that the starts made up for has flagged. */
async function neverSwept(): Promise<void> {
  await sql`
    update records set state = 'retained', review_id = null, flagged_on = null, review_by = null
    where state = 'due'`.execute(db)
  for (const kept of ['reviewCounts', 'answerDays'] as const) await db.deleteFrom(kept).execute()
  await db.deleteFrom('disposalReviews').execute()
  await db.deleteFrom('jobRuns').execute()
}

test('told to stop while a sweep runs it ends in time, and the next sweep goes on where that one stopped', async () => {
  await neverSwept()
  const { rows } = await sql<{ n: number }>`select count(*) as n from records where due_on <= '2026-11-22'`.execute(db)
  const due = rows[0]?.n ?? 0
  assert.ok(due > ROWS / 3)
  const flagged = async () =>
    (await sql<{ n: number }>`select count(*) as n from records where state = 'due'`.execute(db)).rows[0]?.n ?? 0

  const server = startServer(place.settings)
  await server.ready
  await until('records are flagged', async () => (await flagged()) > 0)
  const { code, ms } = await server.stop()
  assert.equal(code, 0)
  assert.ok(ms < LIMIT_MS, `${ms} ms`)
  assert.deepEqual(await leases(), [])
  const sweeps = () => db.selectFrom('jobRuns').selectAll().where('job', '=', 'sweep').orderBy('id').execute()
  const [stopped] = await sweeps()
  assert.equal(stopped?.newlyDue, await flagged())
  assert.ok(
    stopped?.state === 'stopped' || stopped?.newlyDue === due,
    `${stopped?.state}, ${stopped?.newlyDue} of ${due}`,
  )

  const again = startServer(place.settings)
  await again.ready
  await until('the sweep has succeeded', async () => {
    const last = (await sweeps()).at(-1)
    return last?.state === 'succeeded'
  })
  assert.equal(await flagged(), due)
  const runs = await sweeps()
  assert.equal(
    runs.reduce((sum, { newlyDue }) => sum + newlyDue, 0),
    due,
  )
  assert.equal((await again.stop()).code, 0)
})

test('a list that is being read when it is told to stop comes whole, and no new request is taken', async () => {
  const server = startServer(place.settings)
  const url = await server.ready
  const cookie = (await governance(url)).cookie()
  const text = await new Promise<string>((done, fail) => {
    get(`${url}/records.csv`, { headers: { cookie } }, (answer) => {
      let read = ''
      answer.setEncoding('utf8')
      answer.once('data', async () => {
        answer.pause()
        server.process.kill('SIGTERM')
        await pause(300)
        answer.resume()
      })
      answer.on('data', (chunk: string) => {
        read += chunk
      })
      answer.on('end', () => done(read)).on('error', fail)
    }).on('error', fail)
  })
  assert.equal(text.trimEnd().split('\r\n').length - 1, await held())
  assert.equal(await server.ended, 0)
  await assert.rejects(fetch(`${url}/healthz`))
})

test('told to stop twice, as npm passes on what the terminal sends, it still ends cleanly', async () => {
  const server = startServer(place.settings)
  const url = await server.ready
  assert.equal((await (await governance(url)).post('/job-runs', {})).status, 303)
  server.process.kill('SIGINT')
  await pause(20)
  assert.equal((await server.stop('SIGINT')).code, 0)
  assert.deepEqual(await leases(), [])
})

test('what nobody foresaw is logged, and stops the server cleanly with exit code 1', async () => {
  const mishap = "process.on('SIGUSR2', () => void Promise.reject(new Error('nobody foresaw this')))"
  const preload = `--import=data:text/javascript,${encodeURIComponent(mishap).replaceAll("'", '%27')}`
  const server = startServer({ ...place.settings, LOG_LEVEL: 'fatal', NODE_OPTIONS: preload })
  await server.ready
  const { code } = await server.stop('SIGUSR2')
  assert.equal(code, 1)
  const line = server.printed().trimEnd().split('\n').at(-1) ?? ''
  const { err, origin } = JSON.parse(line) as { err: { message: string }; origin: string }
  assert.deepEqual([err.message, origin], ['nobody foresaw this', 'unhandledRejection'])
  assert.deepEqual(await leases(), [])
})
