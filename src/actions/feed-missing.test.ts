import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { tries } from '../../db/test-world.ts'
import { feedInWords } from './feed-result.ts'
import { counts, type FeedWorld, feedWorld } from './test-feeds.ts'

let at: FeedWorld

before(async () => {
  at = await feedWorld()
})
after(() => at.close())

test('a full feed marks what it does not list as missing, but for approved records and rejected rows', async () => {
  await at.onlyOf('MUSIC')
  await at.load(
    'reference,rule,trigger_date\nF-1,LIB-03,2025-01-01\nF-2,LIB-03,2025-01-01\nF-3,LIB-03,\nF-4,LIB-03,\nF-5,LIB-03,2025-01-01\n',
    {
      source: 'MUSIC',
    },
  )
  const reviewId = await at.flag(['F-2'], 'LIB-03')
  const approved = await at.flag(['F-5'], 'LIB-03', 'approved')
  at.clock.moveTo('2026-11-25')
  const feed = await at.load('reference,rule,trigger_date\nF-1,LIB-03,2025-01-01\nF-4,LIB-03,never,extra\n', {
    source: 'MUSIC',
    mode: 'full',
  })
  assert.deepEqual(counts(feed), {
    rows: 2,
    accepted: 1,
    created: 0,
    updated: 0,
    unchanged: 1,
    rejected: 1,
    missing: 3,
  })
  assert.deepEqual(JSON.parse(feed.notes), ['3 records of MUSIC are not in the file: missing at source.'])
  const [listed, gone, gone3, rejectedRow, kept] = await Promise.all(['F-1', 'F-2', 'F-3', 'F-4', 'F-5'].map(at.record))
  assert.deepEqual([listed?.missingSince, rejectedRow?.missingSince], [null, null])
  assert.deepEqual([gone?.missingSince, gone3?.missingSince, kept?.missingSince], Array(3).fill('2026-11-25'))
  assert.deepEqual([gone?.state, gone?.reviewId, kept?.state, kept?.reviewId], ['retained', null, 'approved', approved])
  assert.deepEqual(await at.changesOf(gone?.id ?? 0), [
    {
      what: 'missing at source',
      before: null,
      after: '2026-11-25',
      reason: `Feed ${feed.id} of MUSIC does not list it`,
    },
    {
      what: 'review',
      before: `Disposal review ${reviewId}, since 2026-11-22`,
      after: null,
      reason: `Feed ${feed.id} of MUSIC does not list it`,
    },
  ])
  assert.equal((await at.review(reviewId)).state, 'closed')
  const again = await at.load('reference,rule,trigger_date\nF-1,LIB-03,2025-01-01\nF-4,LIB-03,never,extra\n', {
    source: 'MUSIC',
    mode: 'full',
  })
  assert.deepEqual([again.missingAtSource, (await at.changesOf(gone?.id ?? 0)).length], [3, 2])
  const back = await at.load('reference,rule,trigger_date\nF-2,LIB-03,2025-01-01\n', { source: 'MUSIC' })
  assert.deepEqual([back.updated, (await at.record('F-2')).missingSince], [1, null])
  const inRejected = await at.load('reference,rule,trigger_date\nF-1,LIB-03,2025-01-01\nF-3,LIB-03,never\n', {
    source: 'MUSIC',
    mode: 'full',
  })
  assert.deepEqual([inRejected.missingAtSource, (await at.record('F-3')).missingSince], [3, null])
  at.clock.moveTo('2026-11-22')
})

test('a full feed marks nothing while any record may be meant by a row that cannot be read', async () => {
  await at.onlyOf('MUSIC')
  await at.load('reference,rule,trigger_date\nU-1,LIB-03,\nU-2,LIB-03,\n', { source: 'MUSIC' })
  for (const row of [',LIB-03,\n', '"U-2,LIB-03,\n', `${'x'.repeat(1_100_000)}\n`]) {
    const feed = await at.load(`reference,rule,trigger_date\nU-1,LIB-03,\n${row}`, { source: 'MUSIC', mode: 'full' })
    assert.deepEqual([feed.missingAtSource, feed.rejected, (await at.record('U-2')).missingSince], [0, 1, null])
    assert.match(JSON.parse(feed.notes).at(-1), /^Nothing was marked as missing at source: no reference could be read/)
  }
  const nothing = await at.load('reference,rule,trigger_date\nX,NONE,\n', { source: 'MUSIC', mode: 'full' })
  assert.match(JSON.parse(nothing.notes).at(-1), /no row of the file was accepted/)
  const spreadsheet = await at.load('reference,rule,trigger_date\nU-1,LIB-03,\n,,\n', { source: 'MUSIC', mode: 'full' })
  assert.equal(spreadsheet.missingAtSource, 1)
})

test('the day on which a record was last seen is written for deltas, and stands once for a whole full feed', async () => {
  await at.onlyOf('MUSIC')
  await at.load('reference,rule,trigger_date\nL-1,LIB-03,\nL-2,LIB-03,\nL-3,LIB-03,\n', { source: 'MUSIC' })
  at.clock.moveTo('2026-11-24')
  await at.load('reference,rule,trigger_date\nL-1,LIB-03,\n', { source: 'MUSIC' })
  assert.deepEqual(
    [(await at.record('L-1')).lastSeenOn, (await at.record('L-2')).lastSeenOn],
    ['2026-11-24', '2026-11-22'],
  )
  at.clock.moveTo('2026-11-26')
  await at.load('reference,rule,trigger_date\nL-1,LIB-03,\nL-2,LIB-03,\nL-3,LIB-03,\n', {
    source: 'MUSIC',
    mode: 'full',
  })
  assert.deepEqual([(await at.record('L-1')).lastSeenOn, await at.lastFullFeed('MUSIC')], ['2026-11-24', '2026-11-26'])
  at.clock.moveTo('2026-11-28')
  await at.load('reference,rule,trigger_date\nL-1,LIB-03,\n', { source: 'MUSIC', mode: 'full' })
  assert.deepEqual(
    [(await at.record('L-2')).lastSeenOn, (await at.record('L-2')).missingSince],
    ['2026-11-26', '2026-11-28'],
  )
  at.clock.moveTo('2026-11-22')
})

test('a dry run counts as the real run would, and changes nothing', async () => {
  await at.onlyOf('MUSIC')
  await at.load('reference,rule,trigger_date\nY-1,LIB-03,\nY-2,LIB-03,\nY-3,LIB-03,\n', { source: 'MUSIC' })
  const filler = Array.from({ length: 2_500 }, (_, n) => `Z-${n},LIB-01,2024-01-01\n`).join('')
  const text = `reference,rule,trigger_date\nY-1,LIB-03,\nY-2,LIB-03,2026-01-01\n${filler}Z-1,LIB-01,\nZ-2000,LIB-01,\nY-1,LIB-03,\nbad\n`
  const before = await at.everything()
  const dry = await at.load(text, { source: 'MUSIC', mode: 'full', dryRun: true })
  assert.deepEqual(await at.everything(), before)
  const real = await at.load(text, { source: 'MUSIC', mode: 'full' })
  assert.deepEqual(counts(dry), counts(real))
  assert.deepEqual(await at.rejections(dry), await at.rejections(real))
  assert.deepEqual(counts(real), {
    rows: 2506,
    accepted: 2502,
    created: 2500,
    updated: 1,
    unchanged: 1,
    rejected: 4,
    missing: 1,
  })
  assert.match(feedInWords(dry), /dry run: nothing was changed/)
})

test('whatever the rows say, the counts add up and every record is dated as the domain says', async () => {
  const reference = fc.constantFrom('Q-1', 'Q-2', 'Q-3', 'Q-4', '')
  const rule = fc.constantFrom('LIB-01', 'LIB-03', 'LIB-10', 'MUS-02', 'NONE')
  const date = fc.constantFrom('', '2020-02-29', '29/02/2024', '2026-11-22', '2026-11-23', 'soon')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(reference, rule, date), { maxLength: 12 }), fc.boolean(), async (rows, full) => {
      const text = `reference,rule,trigger_date\n${rows.map((row) => `${row.join(',')}\n`).join('')}`
      const feed = await at.load(text, { mode: full ? 'full' : 'delta', source: 'MUSIC' })
      assert.equal(feed.rows, feed.state === 'refused' ? 0 : rows.length)
      assert.equal(feed.accepted, feed.created + feed.updated + feed.unchanged)
      assert.equal(feed.rows, feed.accepted + feed.rejected)
      const again = await at.load(text, { mode: full ? 'full' : 'delta', source: 'MUSIC' })
      assert.deepEqual([again.created, again.updated, again.rejected], [0, 0, feed.rejected])
    }),
    { numRuns: tries(60) },
  )
})
