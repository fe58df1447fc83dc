import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../db/open.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import type { Db } from '../../db/schema.ts'
import { damages } from '../../db/test-contents.ts'
import { type Place, placeWithCopy } from '../../db/test-places.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { COMPILED } from '../../scripts/lib/run-program.ts'
import { createFeed, loadFeed } from '../actions/record-feeds.ts'
import { acting } from '../actions/test-acting.ts'
import { program } from '../domain/permission.ts'
import type { Task } from './run.ts'

const TASK = fileURLToPath(new URL('./test-task.ts', import.meta.url))
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const ROWS = 12_000

let folder: string
const at = (name: string) => join(folder, name)
const places = new Map<string, Place>()
const urlOf = (name: string): string => places.get(name)?.url ?? ''
const copied = async (name: string, of: string) => void places.set(name, await placeWithCopy(of))
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-kills-'))
})
after(async () => {
  for (const place of places.values()) await place.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Does a task in a process of its own. `kill`: after so many milliseconds, if it still runs. Returns what it said, and how long it worked. */
async function work(task: Task, database: string, kill: number | null = null) {
  const child = spawn(process.execPath, [TASK, urlOf(database), JSON.stringify(task)], {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<NodeJS.Signals | null>((done) => child.once('close', (_code, signal) => done(signal)))
  let said = ''
  await new Promise<void>((done, fail) => {
    child.once('close', () => fail(new Error(`It ended before it started: ${said}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
      if (said.includes('started\n')) done()
    })
  })
  const began = performance.now()
  if (kill !== null) {
    await pause(kill)
    child.kill('SIGKILL')
  }
  const signal = await ended
  return { killed: signal === 'SIGKILL', said: said.replace('started\n', ''), ms: performance.now() - began }
}

/** Looks into a database that somebody was killed in the middle of writing to. */
async function look<T>(database: string, what: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(urlOf(database))
  try {
    assert.deepEqual(await damages(db), [])
    assert.deepEqual(await wrongCounts(db), [])
    return await what(db)
  } finally {
    await db.destroy()
  }
}

/** The lease of a holder that is dead lapses by itself after 30 seconds: nobody wants to wait for that here. */
const letLeasesLapse = (db: Db) => db.updateTable('jobLeases').set({ expiresAt: '2026-11-22T11:00:00.000Z' }).execute()

/**
 * All that records, reviews, feeds and histories say. Which run opened a review is another one after each kill, and where a kill took
 * back what had a number, PostgreSQL does not give that number again: what is numbered by the database counts by its place.
 */
async function outcome(db: Db) {
  const reviews = await db.selectFrom('disposalReviews').selectAll().orderBy('id').execute()
  const placeOf = (id: number | null) => reviews.findIndex((review) => review.id === id)
  const records = await db.selectFrom('records').selectAll().orderBy('id').execute()
  const changes = await db.selectFrom('recordChanges').selectAll().orderBy('id').execute()
  return {
    records: records.map((record) => ({ ...record, reviewId: placeOf(record.reviewId) })),
    changes: changes.map((change) => ({ ...change, id: null })),
    feeds: await db.selectFrom('recordFeeds').selectAll().orderBy('id').execute(),
    rejections: await db.selectFrom('feedRejections').selectAll().orderBy('line').execute(),
    reviews: reviews.map((review) => ({ ...review, id: null, openedByRunId: null })),
  }
}

/** Kills a task at random moments, each later than the last on average, then lets it end. Returns how often it was hit. */
async function killOften(
  task: Task,
  database: string,
  times: number,
  wholeMs: number,
  check: (db: Db) => Promise<void>,
) {
  let hits = 0
  for (let n = 0; n < times; n++) {
    const { killed } = await work(task, database, (Math.random() * wholeMs * (n + 1)) / times)
    if (!killed) break
    hits += 1
    await look(database, async (db) => {
      await check(db)
      await letLeasesLapse(db)
    })
  }
  await work(task, database)
  return hits
}

/** Rows of every kind: new, changed, unchanged, wrong, listed twice. */
const feed = () =>
  Array.from({ length: ROWS }, (_, n) => {
    if (n % 40 === 7) return `K-${n},NONE,\n`
    if (n % 40 === 9) return `K-${n - 1},LIB-01,2019-01-01\n`
    return `K-${n},LIB-01,${n % 3 === 0 ? '2020-02-29' : '2025-02-28'}\n`
  }).join('')

async function templateWithFeed(): Promise<void> {
  const { db, url, close } = await temporaryDatabase()
  await smallWorld(db)
  const send = async (name: string, text: string) => {
    writeFileSync(at(name), `reference,rule,trigger_date\n${text}`)
    const usual = { uploaded: false, mode: 'full', correction: false, dryRun: false } as const
    const sent = await createFeed(db, acting(clock), { source: 'LMS', fileName: name, filePath: at(name), ...usual })
    assert.ok(sent.ok)
    return sent.value
  }
  const earlier = Array.from({ length: 600 }, (_, n) => `K-${n * 20 + 4000},LIB-01,2024-05-05\n`).join('')
  await loadFeed(db, await send('earlier.csv', earlier), { clock, hashKey: 'k'.repeat(32) })
  await send('feed.csv', feed())
  await db.destroy()
  await copied('template', url)
  await close()
}

test('an import that is killed again and again ends like one that nobody disturbed', async (t) => {
  const task: Task = { job: 'load-feeds' }
  await templateWithFeed()
  await copied('calm', urlOf('template'))
  const calm = await work(task, 'calm')
  assert.equal(calm.said, 'Loaded 1 feed.')
  await copied('killed', urlOf('template'))
  const hits = await killOften(task, 'killed', 8, calm.ms, async (db) => {
    const last = await db.selectFrom('recordFeeds').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    const added = await db.selectFrom('records').select('id').where('firstFeedId', '=', last.id).execute()
    const rejected = await db.selectFrom('feedRejections').select('line').where('feedId', '=', last.id).execute()
    assert.equal(added.length, last.created)
    assert.equal(rejected.length, last.rejected)
    assert.equal(last.created + last.updated + last.unchanged + last.rejected, last.rows)
  })
  t.diagnostic(`an import was killed ${hits} times`)
  const [undisturbed, disturbed] = [await look('calm', outcome), await look('killed', outcome)]
  assert.equal(undisturbed.feeds.at(-1)?.state, 'done')
  assert.deepEqual(disturbed, undisturbed)
})

test('a sweep that is killed again and again ends like one that nobody disturbed', async (t) => {
  const task: Task = { job: 'sweep', by: { who: program('Schedule') }, confirmDate: false, onlyIfMissing: false }
  await copied('sweep-template', urlOf('calm'))
  await copied('swept', urlOf('calm'))
  const calm = await work(task, 'swept')
  assert.match(calm.said, /^The sweep flagged \d{1,3},?\d{3} records\.$/)
  await copied('killed-sweep', urlOf('sweep-template'))
  const hits = await killOften(task, 'killed-sweep', 6, calm.ms, async (db) => {
    const due = await db.selectFrom('records').select('reviewId').where('state', '=', 'due').execute()
    const open = await db.selectFrom('disposalReviews').select('id').where('state', '=', 'open').execute()
    assert.ok(due.every(({ reviewId }) => open.some(({ id }) => id === reviewId)))
    const runs = await db.selectFrom('jobRuns').select(['state', 'newlyDue']).execute()
    assert.equal(
      runs.reduce((sum, { newlyDue }) => sum + newlyDue, 0),
      due.length,
    )
  })
  t.diagnostic(`a sweep was killed ${hits} times`)
  assert.deepEqual(await look('killed-sweep', outcome), await look('swept', outcome))
  const runs = await look('killed-sweep', (db) => db.selectFrom('jobRuns').selectAll().orderBy('id').execute())
  assert.equal(runs.at(-1)?.state, 'succeeded')
  // A kill that comes after the last write finds a sweep that has succeeded: the next one has nothing left to do.
  for (const run of runs.filter(({ state }) => state !== 'succeeded'))
    assert.match(run.error ?? '', /cut off before it ended; the next one goes on/)
})

test('what a dead process held is not taken from it before its lease has lapsed', async () => {
  await copied('held', urlOf('template'))
  const held = { job: 'import-records', holder: 'another process', expiresAt: '2026-11-22T12:00:20.000Z' }
  await look('held', (db) => db.insertInto('jobLeases').values(held).execute())
  assert.equal((await work({ job: 'load-feeds' }, 'held')).said, 'Another process is loading feeds.')
  await look('held', letLeasesLapse)
  assert.equal((await work({ job: 'load-feeds' }, 'held')).said, 'Loaded 1 feed.')
})
