import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MAIL_PREFERENCES } from './csrf.ts'
import { fullSite } from './test-full-site.ts'
import { matrix } from './test-route-matrix.ts'

type Site = Awaited<ReturnType<typeof fullSite>>
type Visitor = ReturnType<Site['visitor']>

let site: Site
let visitor: Visitor
let token = ''
let sweeps = 0

before(async () => {
  const sweep = () => {
    sweeps += 1
  }
  site = await fullSite({ sweep })
  visitor = await site.signInAs('governance')
  token = /name="_csrf" value="([^"]+)"/.exec((await visitor.get('/')).text)?.[1] ?? ''
  assert.notEqual(token, '')
})
after(() => site.close())

/** Asks for a sweep with a body and headers of one's own; 303 means that it was taken. */
const post = (headers: Record<string, string>, body: RequestInit['body'] = new URLSearchParams({ _csrf: token })) =>
  visitor.send('/job-runs', { method: 'POST', body, headers })

const expired = /This form has expired, or was not sent from this site\. Go back, reload the page and send it again\./

describe('a form is refused', () => {
  test('without its token, with another one, with several, on every address that takes forms', async () => {
    const before = await site.everything()
    const bodies = [
      '',
      '_csrf=',
      `_csrf=${'x'.repeat(token.length)}`,
      `_csrf=${token}&_csrf=${token}`,
      `_CSRF=${token}`,
    ]
    for (const name of Object.keys(matrix)) {
      const [method, path = ''] = name.split(' ')
      if (method !== 'POST' || path.startsWith('/api/') || path === MAIL_PREFERENCES) continue
      for (const body of bodies) {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const answer = await visitor.send(path.replace(/:\w+/g, '1'), { method, body, headers })
        assert.equal(answer.status, 403, `${path} with ${body}`)
        assert.match(answer.text, expired)
      }
    }
    assert.deepEqual(await site.everything(), before)
    assert.equal((await visitor.get('/')).status, 200, 'and nobody was signed out')
  })

  test('with the token of another session', async () => {
    const other = site.visitor()
    const theirs = /name="_csrf" value="([^"]+)"/.exec((await other.get('/sign-in')).text)?.[1] ?? ''
    assert.notEqual(theirs, token)
    assert.equal((await post({}, new URLSearchParams({ _csrf: theirs }))).status, 403)
  })

  test('from another site, whatever its token', async () => {
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: site.address.replace('127.0.0.1', '127.0.0.2') },
      { origin: 'not an address' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of elsewhere) assert.equal((await post(headers)).status, 403, JSON.stringify(headers))
  })

  test('as JSON, as plain text, or as a form with files where no file is taken', async () => {
    const json = { 'content-type': 'application/json' }
    assert.equal((await post(json, JSON.stringify({ _csrf: token }))).status, 403)
    assert.equal((await post({ 'content-type': 'text/plain' }, `_csrf=${token}`)).status, 403)
    const form = new FormData()
    form.append('_csrf', token)
    assert.equal((await post({}, form)).status, 403)
  })

  test('as an upload without its token before the file, and nothing of the file is kept', async () => {
    const feeds = await site.db.selectFrom('recordFeeds').select('id').execute()
    for (const given of ['', 'wrong']) {
      const form = new FormData()
      if (given) form.append('_csrf', given)
      form.append('source', 'LMS')
      form.append('file', new Blob(['reference,rule\nX,LIB-10\n']), 'feed.csv')
      form.append('_csrf', token)
      const answer = await visitor.send('/record-feeds', { method: 'POST', body: form })
      assert.equal(answer.status, 403)
    }
    assert.deepEqual(await site.db.selectFrom('recordFeeds').select('id').execute(), feeds)
  })
})

test('a form is taken with its token, from this site, and from a browser that says nothing of where it is', async () => {
  assert.equal(sweeps, 0)
  const own = { 'sec-fetch-site': 'same-origin', origin: site.address }
  const here: Record<string, string>[] = [{}, { origin: site.address }, own, { 'sec-fetch-site': 'none' }]
  for (const headers of here) assert.equal((await post(headers)).status, 303)
  assert.equal(sweeps, 4)
})

test('every page with a form carries the token of its reader', async () => {
  for (const path of [
    '/retention-rules/new',
    '/organisations/new',
    '/record-feeds/new',
    '/job-runs',
    '/processing-activities/new',
  ]) {
    const { text } = await visitor.get(path)
    const forms = text.match(/<form[^>]*method="post"[\s\S]*?<\/form>/g) ?? []
    assert.ok(forms.length >= 2, `${path} has its form and that of signing out`)
    for (const form of forms) assert.ok(form.includes(`name="_csrf" value="${token}"`), path)
  }
})
