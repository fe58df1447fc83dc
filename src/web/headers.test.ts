import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { productionSettings, testSite } from './test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
before(async () => {
  site = await testSite()
})
after(() => site.close())

const everywhere = {
  'content-security-policy':
    "default-src 'none';script-src 'nonce-*';style-src 'self';img-src 'self';font-src 'self';manifest-src 'self';connect-src 'self';object-src 'none';form-action 'self';frame-ancestors 'none';base-uri 'none';require-trusted-types-for 'script';trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

const nonceIn = (headers: Headers): string =>
  /'nonce-([\da-f-]{36})'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? 'none'

const hasAll = (headers: Headers, where: string) => {
  for (const [name, value] of Object.entries(everywhere))
    assert.equal(headers.get(name)?.replace(nonceIn(headers), '*'), value, `${name} of ${where}`)
  assert.match(headers.get('permissions-policy') ?? '', /camera=\(\), .*geolocation=\(\)/)
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

test('the only script of a page carries the number of that answer, which no other has', async () => {
  const visitor = await site.signInAs('governance')
  const seen = new Set<string>()
  for (const path of ['/', '/', '/records', '/nothing', '/records?x=1']) {
    const { headers, text } = await visitor.get(path)
    const nonce = nonceIn(headers)
    seen.add(nonce)
    assert.deepEqual(text.match(/<script\b[^>]*>/g), [
      `<script type="module" nonce="${nonce}" src="/assets/muniment.js">`,
    ])
    assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=/i, path)
  }
  assert.equal(seen.size, 5)
})

test('a browser is told to come by https alone where cookies do, and not elsewhere', async (t) => {
  assert.equal((await site.visitor().get('/sign-in')).headers.get('strict-transport-security'), null)
  const secure = await testSite({}, { env: productionSettings })
  t.after(() => secure.close())
  const { headers } = await secure.visitor().get('/healthz')
  assert.equal(headers.get('strict-transport-security'), 'max-age=31536000; includeSubDomains')
})

test('what a person may see is kept by no cache; style sheet and script may be', async () => {
  const visitor = await site.signInAs('governance')
  for (const path of ['/', '/records', '/records.csv', '/records.xlsx', '/nothing', '/sign-in', '/healthz', '/readyz'])
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
