import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { createFeed, loadFeed } from '../actions/record-feeds.ts'
import { acting } from '../actions/test-acting.ts'
import { program } from '../domain/permission.ts'
import { doing, killingGround, letLeasesLapse, timesToKill } from './test-kills.ts'

const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const ROWS = 12_000

const { at, urlOf, copied, work, look, killOften, remove } = killingGround()
after(remove)

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
  const task = doing({ job: 'load-feeds' })
  await templateWithFeed()
  await copied('calm', urlOf('template'))
  const calm = await work(task, 'calm')
  assert.equal(calm.said, 'Loaded 1 feed.')
  const kills = { from: 'template', calm: 'calm', times: timesToKill(4), wholeMs: calm.ms }
  const hits = await killOften(task, kills, async (db) => {
    const last = await db.selectFrom('recordFeeds').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    const added = await db.selectFrom('records').select('id').where('firstFeedId', '=', last.id).execute()
    const rejected = await db.selectFrom('feedRejections').select('line').where('feedId', '=', last.id).execute()
    assert.equal(added.length, last.created)
    assert.equal(rejected.length, last.rejected)
    assert.equal(last.created + last.updated + last.unchanged + last.rejected, last.rows)
  })
  t.diagnostic(`an import was killed ${hits} times`)
  const states = await look('calm', (db) => db.selectFrom('recordFeeds').select('state').execute())
  assert.ok(states.every(({ state }) => state === 'done'))
})

test('a sweep that is killed again and again ends like one that nobody disturbed', async (t) => {
  const task = doing({ job: 'sweep', by: { who: program('Schedule') }, confirmDate: false, onlyIfMissing: false })
  await copied('sweep-template', urlOf('calm'))
  await copied('swept', urlOf('calm'))
  const calm = await work(task, 'swept')
  assert.match(calm.said, /^The sweep flagged \d{1,3},?\d{3} records\.$/)
  const kills = { from: 'sweep-template', calm: 'swept', times: timesToKill(3), wholeMs: calm.ms }
  const hits = await killOften(task, kills, async (db) => {
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
  const runs = await look('killed', (db) => db.selectFrom('jobRuns').selectAll().orderBy('id').execute())
  assert.equal(runs.at(-1)?.state, 'succeeded')
  // A kill that comes after the last write finds a sweep that has succeeded: the next one has nothing left to do.
  for (const run of runs.filter(({ state }) => state !== 'succeeded'))
    assert.match(run.error ?? '', /cut off before it ended; the next one goes on/)
})

test('what a dead process held is not taken from it before its lease has lapsed', async () => {
  await copied('held', urlOf('template'))
  const held = { job: 'import-records', holder: 'another process', expiresAt: '2026-11-22T12:00:20.000Z' }
  await look('held', (db) => db.insertInto('jobLeases').values(held).execute())
  assert.equal((await work(doing({ job: 'load-feeds' }), 'held')).said, 'Another process is loading feeds.')
  await look('held', letLeasesLapse)
  assert.equal((await work(doing({ job: 'load-feeds' }), 'held')).said, 'Loaded 1 feed.')
})
