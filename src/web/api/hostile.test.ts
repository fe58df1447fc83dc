import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertInert, assertInertList, corpus } from '../test-injections.ts'
import { apiSite, FEEDS, HEADER } from './test-api-site.ts'

let site: Awaited<ReturnType<typeof apiSite>>
before(async () => {
  site = await apiSite()
})
after(() => site.close())

const MOST = 50
/** As much of the corpus as one token may send in a minute, taken from all of it evenly. */
const some = corpus.filter((_, at) => at % Math.ceil(corpus.length / MOST) === 0)

/** What a header can carry: fetch itself refuses line ends and what is not Latin-1. */
const asHeader = (text: string): string => text.replace(/[^\x20-\x7e]/g, '')

const over = () => site.db.updateTable('recordFeeds').set({ state: 'done', filePath: '' }).execute()

function assertPlain(answer: Awaited<ReturnType<typeof site.get>>, statuses: number[], where: string): void {
  assert.ok(statuses.includes(answer.status), `${where}: ${answer.status} ${answer.text}`)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/(problem\+)?json/)
  assert.equal(answer.headers.get('x-injected'), null)
  assert.deepEqual(answer.headers.getSetCookie(), [])
  assert.doesNotMatch(answer.text, /root:x:0:0|SQLITE_|SqliteError|node_modules/)
}

test('the name of a file is shown as text, wherever it is seen again', async () => {
  for (const text of some) {
    const path = `${FEEDS}?file_name=${encodeURIComponent(text)}`
    assertPlain(await site.post(HEADER, { path, token: site.music.text }), [202], text)
    await over()
  }
  const governance = await site.signInAs('governance')
  for (const path of ['/record-feeds', '/record-feeds/1', '/audit-events'])
    assertInert((await governance.get(path)).text, path)
  for (const feed of (await site.feeds()).slice(0, 10))
    assertInert((await governance.get(`/record-feeds/${feed.id}`)).text, feed.fileName)
  const listed = assertInertList((await governance.get('/record-feeds.csv')).text, 'the list of feeds')
  assert.equal(listed.length, some.length)
})

test('headers of any content are taken as text or refused', async () => {
  for (const text of some.map(asHeader)) {
    const headers = {
      'idempotency-key': text,
      'x-request-id': text,
      'x-forwarded-for': text,
      'user-agent': text || 'x',
    }
    assertPlain(await site.post(HEADER, { headers }), [202, 400, 422], text)
    await over()
  }
  for (const text of some.map(asHeader)) {
    const given = { headers: { authorization: `Bearer ${text}` }, token: null }
    assertPlain(await site.post(HEADER, given), [401, 429], text)
  }
})

test('kinds of file and packings of any name are refused', async () => {
  const before = site.files()
  for (const text of some.slice(0, 25).map(asHeader)) {
    assertPlain(await site.post(HEADER, { headers: { 'content-type': text || 'x/y' } }), [415], text)
    assertPlain(await site.post(HEADER, { headers: { 'content-encoding': text || 'x' } }), [415], text)
  }
  assert.deepEqual(site.files(), before)
})
