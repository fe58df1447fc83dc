import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DatabaseUnusable } from '../../db/unusable.ts'
import { LeaseLost } from './job-leases.ts'
import { cancelFeed, loadFeed } from './record-feeds.ts'
import { acting } from './test-acting.ts'
import { counts, type FeedWorld, feedWorld, HASH_KEY } from './test-feeds.ts'

let at: FeedWorld

before(async () => {
  at = await feedWorld()
})
after(() => at.close())

test('cancelling stops between two pieces, and what was loaded stays', async () => {
  const rows = Array.from({ length: 4_000 }, (_, n) => `K-${n},LIB-01,2024-01-01\n`).join('')
  const id = await at.created(`reference,rule,trigger_date\n${rows}`)
  let pieces = 0
  const renew = async () => {
    pieces += 1
    if (pieces === 3) setImmediate(() => void cancelFeed(at.db, acting(at.clock), id))
  }
  const feed = await loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY, renew })
  assert.equal(feed.state, 'cancelled')
  assert.equal(feed.error, 'Cancelled by Grace Ashby. What had been loaded until then stays.')
  assert.ok(feed.rows > 0 && feed.rows < 4_000)
  assert.equal(await at.held('K-'), feed.rows)
  assert.equal(await cancelFeed(at.db, acting(at.clock), id), false)
})

test('a feed that is cut off anywhere and loaded again ends as one that never was', async () => {
  const rows = Array.from({ length: 2_000 }, (_, n) => {
    if (n % 50 === 7) return `B-${n},NONE,\n`
    return n % 50 === 9 ? `B-${n - 2000},LIB-01,2019-01-01\nB-${n - 3},LIB-01,\n` : `B-${n},LIB-01,2024-01-01\n`
  })
  const text = `reference,rule,trigger_date\n${rows.join('')}"never closed\nB-1,LIB-01,\n`
  const earlier = Array.from({ length: 400 }, (_, n) => `B-${n * 10 - 1999},LIB-01,2024-05-05\n`).join('')
  const outcomes = []
  for (const cutAt of [Number.POSITIVE_INFINITY, 1, 2, 3, 5]) {
    await at.onlyOf('MUSIC')
    await at.load(`reference,rule,trigger_date\n${earlier}`, { source: 'MUSIC' })
    const id = await at.created(text, { source: 'MUSIC', mode: 'full' })
    let pieces = 0
    const renew = async () => {
      pieces += 1
      if (pieces === cutAt) throw new Error('cut off')
    }
    await loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY, renew }).catch(() => {})
    await at.db
      .updateTable('recordFeeds')
      .set({ state: 'running' })
      .where('id', '=', id)
      .where('state', '=', 'failed')
      .execute()
    const feed = await loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY })
    const facts = await at.db
      .selectFrom('records')
      .select(['reference', 'triggerOn', 'dueOn', 'state', 'missingSince', 'lastSeenOn'])
      .where('sourceSystemId', '=', at.world.systems.musicSystem)
      .orderBy('reference')
      .execute()
    outcomes.push({ counts: counts(feed), notes: feed.notes, rejections: await at.rejections(feed), facts })
  }
  for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0])
  assert.equal(outcomes[0]?.counts.rejected, 40 + 40 + 2)
})

test('rows that were loaded before a cut are only looked up: what has become of their records since stands', async () => {
  await at.onlyOf('MUSIC')
  await at.load('reference,rule,trigger_date\nC-1,LIB-03,2025-01-01\nC-2,LIB-03,2025-01-01\n', { source: 'MUSIC' })
  await at.load('reference,rule,trigger_date\nC-2,LIB-03,2025-01-01\n', { source: 'MUSIC', mode: 'full' })
  const { id: record } = await at.record('C-1')
  const rows = Array.from({ length: 600 }, (_, n) => `C2-${n},LIB-03,2025-01-01\n`).join('')
  const text = `reference,rule,trigger_date\nC-1,NONE,\n${rows}`
  const id = await at.created(text, { source: 'MUSIC', mode: 'full' })
  let pieces = 0
  const renew = async () => {
    pieces += 1
    if (pieces === 2) throw new LeaseLost('cut off')
  }
  await assert.rejects(loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY, renew }), LeaseLost)
  assert.equal((await at.record('C-1')).missingSince, null)
  const changes = await at.changesOf(record)
  await at.db.updateTable('records').set({ missingSince: '2026-11-22' }).where('id', '=', record).execute()
  assert.equal((await loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY })).state, 'done')
  assert.equal((await at.record('C-1')).missingSince, '2026-11-22')
  assert.deepEqual(await at.changesOf(record), changes)
})

const passing: [string, Error][] = [
  ['the file is locked for long', Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })],
  ['the server takes its connections away', Object.assign(new Error('terminating connection'), { code: '57P01' })],
  ['a connection breaks', new Error('Connection terminated unexpectedly')],
  ['no connection is had', new DatabaseUnusable('The PostgreSQL server db.example does not answer: start it.')],
  ['a lock is not had', Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' })],
]
for (const [what, fault] of passing)
  test(`a fault of the database that passes lets a feed wait, with its file: ${what}`, async () => {
    await at.onlyOf('LMS')
    const rows = Array.from({ length: 2_000 }, (_, n) => `P-${n},LIB-01,2024-01-01\n`).join('')
    const id = await at.created(`reference,rule,trigger_date\n${rows}`, { uploaded: true })
    let pieces = 0
    const renew = async () => {
      pieces += 1
      if (pieces === 2) throw fault
    }
    await assert.rejects(loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY, renew }), fault)
    const waiting = await at.row(id)
    assert.deepEqual([waiting.state, waiting.error, existsSync(waiting.filePath)], ['waiting', null, true])
    const feed = await loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY })
    assert.deepEqual([feed.state, feed.rows, feed.created], ['done', 2_000, 2_000])
  })

test('a dry run that is cancelled or broken off says that nothing has changed', async () => {
  const waits = await at.created('reference,rule,trigger_date\nY-1,LIB-01,\n', { dryRun: true })
  await cancelFeed(at.db, acting(at.clock), waits)
  assert.equal((await at.row(waits)).error, 'Cancelled by Grace Ashby. It was a dry run: nothing has changed.')
  const broken = await at.created('reference,rule,trigger_date\nY-1,LIB-01,\n', { dryRun: true })
  const renew = async () => {
    throw new Error('no disk')
  }
  await assert.rejects(loadFeed(at.db, broken, { clock: at.clock, hashKey: HASH_KEY, renew }), /no disk/)
  assert.equal(
    (await at.row(broken)).error,
    'Loading broke off because of a fault, which is in the log. It was a dry run: nothing has changed. Send the file again.',
  )
})

test('a feed that is told to stop waits again, and goes on later', async () => {
  const rows = Array.from({ length: 2_000 }, (_, n) => `J-${n},LIB-01,2024-01-01\n`).join('')
  const id = await at.created(`reference,rule,trigger_date\n${rows}`)
  const stop = new AbortController()
  const renew = async () => stop.abort()
  await assert.rejects(
    loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY, renew, signal: stop.signal }),
    /abort/i,
  )
  assert.equal((await at.row(id)).state, 'waiting')
  const feed = await loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY })
  assert.deepEqual([feed.state, feed.created, await at.held('J-')], ['done', 2_000, 2_000])
})

test('an uploaded file is removed once it is loaded, another is not', async () => {
  for (const uploaded of [true, false]) {
    const id = await at.created('reference,rule,trigger_date\nE-1,LIB-01,\n', { uploaded })
    const path = (await at.row(id)).filePath
    await loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY })
    assert.equal(existsSync(path), !uploaded)
  }
})

test('a file that is gone fails the feed with what to do', async () => {
  const id = await at.created('reference,rule,trigger_date\nE-1,LIB-01,\n')
  await at.db
    .updateTable('recordFeeds')
    .set({ filePath: join(at.folder, 'gone.csv') })
    .where('id', '=', id)
    .execute()
  const feed = await loadFeed(at.db, id, { clock: at.clock, hashKey: HASH_KEY })
  assert.equal(feed.state, 'failed')
  assert.match(feed.error ?? '', /^The file cannot be read any more/)
})

test('100,000 wrong rows are all reported and one good one is loaded', async () => {
  const feed = await at.load(`reference,rule,trigger_date\n${'x,NONE,2020-02-30\n'.repeat(100_000)}A-good,LIB-01,\n`)
  assert.deepEqual([feed.rows, feed.rejected, feed.created, feed.state], [100_001, 100_000, 1, 'done'])
})

test('a field of 10 MB and a file cut short in a row cost their rows alone', async () => {
  const feed = await at.load(
    `reference,rule,trigger_date,title\nO-1,LIB-01,,${'x'.repeat(10_000_000)}\nO-2,LIB-01,,Fine\nO-3,LIB-0`,
  )
  assert.deepEqual([feed.created, feed.rejected], [1, 2])
  assert.deepEqual(
    (await at.rejections(feed)).map(({ line }) => line),
    [2, 4],
  )
})
