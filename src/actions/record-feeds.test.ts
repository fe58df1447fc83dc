import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { feedResult } from './feed-result.ts'
import { counts, type FeedWorld, feedWorld } from './test-feeds.ts'

let at: FeedWorld

before(async () => {
  at = await feedWorld()
})
after(() => at.close())

test('new records are dated by their rules, and the counts add up', async () => {
  const feed = await at.load(
    'reference,rule,trigger_date,title,quantity,location\nN-1,LIB-01,2021-03-14,Box,12,Store\nN-2,LIB-09,,,,\nN-3,LIB-10,,,,\n',
  )
  assert.deepEqual(counts(feed), {
    rows: 3,
    accepted: 3,
    created: 3,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    missing: 0,
  })
  const { id, ruleVersionId, ...first } = await at.record('N-1')
  assert.equal(ruleVersionId, at.world.rules['LIB-01'].versionId)
  assert.deepEqual(first, {
    ...{
      reference: 'N-1',
      state: 'retained',
      ruleId: at.world.rules['LIB-01'].ruleId,
      serviceId: at.world.services.libraries,
    },
    ...{
      triggerOn: '2021-03-14',
      retainUntil: '2024-03-14',
      dueOn: '2024-03-15',
      keptUntil: null,
      correctedFrom: null,
    },
    ...{ title: 'Box', quantity: 12, location: 'Store', reviewId: null, flaggedOn: null, reviewBy: null, backlog: 0 },
    ...{ firstSeenOn: '2026-11-22', lastSeenOn: '2026-11-22', missingSince: null, firstFeedId: feed.id },
    sourceSystemId: at.world.systems.lms,
    organisationId: at.world.organisationId,
  })
  assert.deepEqual([(await at.record('N-2')).state, (await at.record('N-3')).state], ['open', 'permanent'])
  assert.deepEqual(await at.changesOf(id), [])
})

test('sending the same file twice changes nothing', async () => {
  const text = 'reference,rule,trigger_date,title\nT-1,LIB-01,2024-01-01,Account\nT-2,LIB-03,,\n'
  await at.load(text)
  const before = await at.everything()
  const again = await at.load(text)
  assert.deepEqual(counts(again), {
    rows: 2,
    accepted: 2,
    created: 0,
    updated: 0,
    unchanged: 2,
    rejected: 0,
    missing: 0,
  })
  assert.deepEqual(await at.everything(), before)
})

test('a wrong row never stops the good ones, and is reported with its line, columns and reason', async () => {
  const feed = await at.load(
    'reference,rule,trigger_date\nW-1,LIB-01,2020-01-01\n\nW-2,NONE-1,31/02/2020\nW-3,LIB-01\nW-4,LIB-01,2020-01-01\n',
  )
  assert.deepEqual(counts(feed), {
    rows: 4,
    accepted: 2,
    created: 2,
    updated: 0,
    unchanged: 0,
    rejected: 2,
    missing: 0,
  })
  assert.deepEqual(await at.rejections(feed), [
    {
      line: 4,
      columns: 'rule; trigger_date',
      reason:
        'There is no rule with the code “NONE-1”. “31/02/2020” is not a date. Write it as 2019-06-14 or 14/06/2019.',
    },
    {
      line: 5,
      columns: '',
      reason: 'The row has 2 fields and the header 3. A value that holds the delimiter must stand in quotes.',
    },
  ])
  assert.equal(feed.state, 'done')
})

test('of a reference that is repeated the first accepted row counts, near or far', async () => {
  const filler = Array.from({ length: 3_000 }, (_, n) => `D-${n},LIB-01,2024-01-01\n`).join('')
  const feed = await at.load(
    `reference,rule,trigger_date\nR-1,NONE,\nR-1,LIB-01,2024-01-01\nR-1,LIB-03,2024-01-01\n${filler}R-1,LIB-09,\n`,
  )
  assert.deepEqual([feed.created, feed.rejected], [3_001, 3])
  assert.equal((await at.record('R-1')).ruleId, at.world.rules['LIB-01'].ruleId)
  const [, near, far] = await at.rejections(feed)
  assert.equal(near?.reason, 'An earlier row of the file has this reference already: the first row counts.')
  assert.equal(far?.reason, near?.reason)
})

test('files that are no feed are refused whole, with a sentence that says what to do', async () => {
  const cases: [string | Buffer, RegExp][] = [
    ['', /^The file is empty/],
    ['\uFEFF\r\n\r\n', /^The file is empty/],
    ['reference,trigger_date\nA,\n', /^The header row has no column rule: it has “reference” and “trigger_date”\./],
    ['a;b;c\n', /^The header row has no columns reference and rule: it has “a”, “b” and “c”\./],
    ['reference,rule,trigger_date,rule\n', /twice/],
    [Buffer.from('PK\x03\x04…'), /Excel/],
    [Buffer.from([1, 0, 2, 0, 255]), /./],
  ]
  for (const [content, expected] of cases) {
    const feed = await at.load(content)
    assert.equal(feed.state, 'refused')
    assert.match(feed.error ?? '', expected)
    assert.match(String(feedResult(feed).error), expected)
    assert.equal(feed.rows, 0)
  }
})

test('a delta with a header alone is 0 rows; a full feed with one is refused and marks nothing', async () => {
  assert.deepEqual([(await at.load('reference,rule,trigger_date\n')).state], ['done'])
  const full = await at.load('reference,rule,trigger_date\n', { mode: 'full' })
  assert.match(full.error ?? '', /^The file has a header and no rows/)
  assert.equal(full.state, 'refused')
  assert.equal(await at.missing(), 0)
})

test('Windows-1252, unknown columns and held-back dates are said', async () => {
  await at.load('reference,rule,trigger_date\nH-1,LIB-01,2025-01-01\nH-2,LIB-01,2025-01-01\n')
  const text =
    'Reference;Rule;Trigger Date;Title;Colour;\r\nH-1;LIB-01;2024-01-01;Caf\xe9;red;\r\nH-2;LIB-01;;Tea;;\r\n'
  const feed = await at.load(Buffer.from(text, 'latin1'))
  assert.deepEqual(JSON.parse(feed.notes), [
    'The file is not UTF-8: it was read as Windows-1252.',
    'Not known, and ignored: “colour” and 1 column without a name.',
    '2 rows had an earlier or blank date of last activity: the later date stands. Only a correction moves it back.',
  ])
  assert.equal((await at.record('H-1')).title, 'Café')
  assert.equal((await at.record('H-1')).triggerOn, '2025-01-01')
  await at.load('reference,rule,trigger_date\nH-1,LIB-01,2024-01-01\n', { correction: true })
  assert.equal((await at.record('H-1')).triggerOn, '2024-01-01')
})

test('a source that is limited to services refuses records of others', async () => {
  await at.db
    .insertInto('sourceSystemServices')
    .values({ sourceSystemId: at.world.systems.musicSystem, serviceId: at.world.services.music })
    .execute()
  const feed = await at.load('reference,rule,trigger_date\nM-1,MUS-02,2010-01-01\nM-2,LIB-03,\nM-3,FIN-01,\n', {
    source: 'MUSIC',
  })
  assert.deepEqual([feed.created, feed.rejected], [2, 1])
  await at.db.deleteFrom('sourceSystemServices').execute()
})

test('a file without trigger dates adds open records, leaves known dates alone and says so', async () => {
  await at.load('reference,rule,trigger_date\nX-1,LIB-03,2025-01-01\n')
  const feed = await at.load('rule,reference,title\nLIB-03,X-1,Named\nLIB-03,X-2,\n')
  assert.deepEqual([feed.created, feed.updated], [1, 1])
  assert.deepEqual([(await at.record('X-1')).triggerOn, (await at.record('X-2')).state], ['2025-01-01', 'open'])
  assert.match(feed.notes, /no column trigger_date/)
})
