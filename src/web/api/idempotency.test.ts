import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { apiSite, FEEDS, HEADER } from './test-api-site.ts'

let site: Awaited<ReturnType<typeof apiSite>>
let asked = 0
before(async () => {
  site = await apiSite({
    loadFeeds: () => {
      asked += 1
    },
  })
})
after(() => site.close())

const ROWS = `${HEADER}A-1,LIB-01,2024-01-01,Box\n`
const keyed = (key: string, body = ROWS, more: Parameters<typeof site.post>[1] = {}) =>
  site.post(body, { ...more, headers: { 'idempotency-key': key } })

test('a feed that is sent again under its key is the same feed, as it is by now, and is loaded once', async () => {
  const first = await keyed('night-1')
  assert.deepEqual([first.status, first.headers.get('idempotency-replayed')], [202, null])
  await site.load(first.json.feed)
  const before = asked
  const again = await keyed('night-1')
  assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [202, 'true'])
  assert.equal(again.headers.get('location'), first.headers.get('location'))
  assert.deepEqual([again.json.feed, again.json.state, again.json.created], [first.json.feed, 'done', 1])
  assert.equal(asked, before)
  assert.equal((await site.feeds()).length, 1)
  assert.deepEqual(site.files(), [])
  assert.equal((await site.events('feed sent')).length, 1)
})

test('twenty requests at once under one key make one feed', async () => {
  const before = (await site.feeds()).length
  // With one token two are received at once.
  const tokens = await Promise.all(Array.from({ length: 10 }, (_, n) => site.issue('LMS', `Token ${n}`)))
  const twice = [...tokens, ...tokens]
  const answers = await Promise.all(twice.map(({ text }) => keyed('race', ROWS, { token: text })))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
  assert.equal(new Set(answers.map(({ json }) => json.feed)).size, 1)
  assert.equal(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null).length, 1)
  assert.equal((await site.feeds()).length, before + 1)
  assert.equal(site.files().length, 1)
  await site.load(answers[0]?.json.feed)
})

test('something else under the same key is refused, whether the file differs or what is asked of it', async () => {
  await keyed('once')
  const before = (await site.feeds()).length
  for (const answer of [
    await keyed('once', `${ROWS}A-2,LIB-01,,\n`),
    await keyed('once', ROWS, { path: `${FEEDS}?dry_run=true` }),
    await keyed('once', ROWS, { path: `${FEEDS}?mode=full` }),
  ]) {
    assert.equal(answer.status, 422)
    assert.deepEqual(answer.json.problems, [
      {
        field: 'idempotency_key',
        text: 'Another file, or the same one with other settings, was sent under this key. Use a new key.',
      },
    ])
  }
  assert.equal((await site.feeds()).length, before)
})

test('a key is the source system’s own: another token of it shares it, another system has its own', async () => {
  const first = await keyed('shared')
  const second = await site.issue('LMS', 'Second token')
  assert.equal((await keyed('shared', ROWS, { token: second.text })).json.feed, first.json.feed)
  const other = await keyed('shared', ROWS, { token: site.music.text })
  assert.notEqual(other.json.feed, first.json.feed)
  assert.equal(other.json.source, 'MUSIC')
})

test('a key is known for seven days and then forgotten with the hash of the file', async () => {
  const { json } = await keyed('week')
  site.clock.moveTo('2026-11-29')
  assert.equal((await keyed('week')).json.feed, json.feed)
  site.clock.moveTo('2026-11-30')
  const later = await keyed('week')
  assert.notEqual(later.json.feed, json.feed)
  const kept = (await site.feeds()).filter(({ idempotencyKey }) => idempotencyKey !== null)
  assert.deepEqual(
    kept.map(({ id }) => id),
    [later.json.feed],
  )
  assert.ok((await site.feeds()).every((feed) => (feed.requestHash === null) === (feed.idempotencyKey === null)))
  site.clock.moveTo('2026-11-22')
})

test('without a key the same file is another feed each time', async () => {
  const [first, second] = [await site.post(ROWS), await site.post(ROWS)]
  assert.notEqual(first.json.feed, second.json.feed)
})

test('a key that is too long, has spaces or is empty is refused', async () => {
  for (const key of ['', 'x'.repeat(201), 'a b', 'ü', 'a\tb']) {
    const answer = await keyed(key)
    assert.equal(answer.status, 400, JSON.stringify(key))
    assert.match(String(answer.json.detail), /Idempotency-Key must be 1 to 200/)
  }
  assert.equal((await keyed('x'.repeat(200))).status, 202)
  assert.equal((await keyed('"quoted-;=\'--/../%00"')).status, 202)
})
