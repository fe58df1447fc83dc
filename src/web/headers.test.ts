import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testSite } from './test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
before(async () => {
  site = await testSite()
})
after(() => site.close())

const everywhere = {
  'content-security-policy':
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self';font-src 'self';manifest-src 'self';connect-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

const hasAll = (headers: Headers, where: string) => {
  for (const [name, value] of Object.entries(everywhere)) assert.equal(headers.get(name), value, `${name} of ${where}`)
  assert.equal(headers.get('x-powered-by'), null)
  assert.equal(headers.get('server'), null)
}

test('every answer has the same security headers: pages, lists, errors, files, probes, redirects', async () => {
  const visitor = await site.signInAs('governance')
  for (const path of [
    '/',
    '/records.csv',
    '/nothing',
    '/records?x=1',
    '/assets/muniment.css',
    '/healthz',
    '/readyz',
    '/records/%E0%A4%A',
  ])
    hasAll((await visitor.get(path)).headers, path)
  hasAll((await site.visitor().get('/records')).headers, 'a redirect')
  hasAll((await visitor.send('/job-runs', { method: 'POST' })).headers, 'a refused form')
})

test('what a person may see is kept by no cache; style sheet and script may be', async () => {
  const visitor = await site.signInAs('governance')
  for (const path of ['/', '/records', '/records.csv', '/nothing', '/sign-in'])
    assert.equal((await visitor.get(path)).headers.get('cache-control'), 'no-store', path)
  assert.equal((await visitor.get('/assets/muniment.css')).headers.get('cache-control'), 'public, max-age=3600')
})

test('pages are HTML in UTF-8, and lists are CSV to be saved under their own name', async () => {
  const visitor = await site.signInAs('governance')
  assert.equal((await visitor.get('/')).headers.get('content-type'), 'text/html; charset=utf-8')
  const list = (await visitor.get('/retention-rules.csv')).headers
  assert.equal(list.get('content-type'), 'text/csv; charset=utf-8')
  assert.equal(list.get('content-disposition'), 'attachment; filename=retention-rules.csv')
})
