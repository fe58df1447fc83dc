import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { everyColumn } from '../../db/test-contents.ts'
import { MAIL_PREFERENCES } from './csrf.ts'
import { addressOf } from './test-addresses.ts'
import { pathCorpus } from './test-corpus-text.ts'
import { formsOfSite, type MetForm } from './test-forms.ts'
import { fullSite } from './test-full-site.ts'
import { raw } from './test-raw.ts'
import { matrix } from './test-route-matrix.ts'
import { PASSWORD, productionSettings, testSite } from './test-site.ts'

type Site = Awaited<ReturnType<typeof fullSite>>

let site: Site
let forms: MetForm[]
const logged: string[] = []

before(async () => {
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  site = await fullSite({}, { log })
  forms = await formsOfSite(site)
})
after(() => site.close())

describe('a form that another site makes the browser send', () => {
  const posts = Object.entries(matrix).filter(
    ([name, allowed]) => name.startsWith('POST ') && allowed !== 'source system',
  )

  test('is refused at every address, whatever its token', async () => {
    const governance = await site.signInAs('governance')
    const token = /name="_csrf" value="([^"]+)"/.exec((await governance.get('/account')).text)?.[1] ?? ''
    const before = await site.everything()
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: site.address.replace('127.0.0.1', 'sub.127.0.0.1') },
    ]
    for (const [name] of posts)
      for (const headers of foreign) {
        const path = addressOf(site, name.replace('POST ', ''), 'governance')
        const body = new URLSearchParams({ _csrf: token })
        const answer = await governance.send(path, { method: 'POST', body, headers })
        assert.equal(answer.status, 403, `${path} ${JSON.stringify(headers)}`)
      }
    assert.deepEqual(await site.everything(), before)
  })

  test('is refused with the token of another session of the same person', async () => {
    const [one, two] = [await site.signInAs('governance'), await site.signInAs('governance')]
    const theirs = /name="_csrf" value="([^"]+)"/.exec((await two.get('/account')).text)?.[1] ?? ''
    const before = await site.everything()
    for (const [name] of posts.filter(([name]) => name !== `POST ${MAIL_PREFERENCES}`)) {
      const path = addressOf(site, name.replace('POST ', ''), 'governance')
      const answer = await one.send(path, { method: 'POST', body: new URLSearchParams({ _csrf: theirs }) })
      assert.equal(answer.status, 403, path)
    }
    assert.deepEqual(await site.everything(), before)
  })
})

describe('methods and heads that no page sends', () => {
  test('are answered with a refusal at every address, and change nothing', async () => {
    const administrator = await site.signInAs('administrator')
    const before = await site.everything()
    const paths = new Set(Object.keys(matrix).map((name) => addressOf(site, name.split(' ')[1] ?? '', 'administrator')))
    for (const path of paths)
      for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND', 'SEARCH']) {
        const { status } = await administrator.send(path, { method })
        assert.ok([401, 403, 404, 405].includes(status), `${method} ${path}: ${status}`)
      }
    for (const path of paths) {
      const { status } = await administrator.send(path, { method: 'OPTIONS' })
      assert.ok([200, 204, 404, 405].includes(status), `OPTIONS ${path}: ${status}`)
    }
    assert.deepEqual(await site.everything(), before)
  })

  test('TRACE and CONNECT echo nothing, and a request with two lengths or no host is refused', async () => {
    const host = 'Host: localhost\r\nX-Echo: zq-echo\r\n'
    const trace = await raw(site.address, `TRACE / HTTP/1.1\r\n${host}\r\n`)
    assert.ok(trace && trace.status >= 400 && !trace.head.includes('zq-echo'))
    const tunnel = await raw(site.address, `CONNECT elsewhere.example:443 HTTP/1.1\r\n${host}\r\n`)
    assert.ok(tunnel === null || tunnel.status >= 400)
    const both = 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'
    assert.equal((await raw(site.address, `POST /sign-in HTTP/1.1\r\n${host}${both}\r\n0\r\n\r\n`))?.status, 400)
    const twice = 'Content-Length: 5\r\nContent-Length: 6\r\n'
    assert.equal((await raw(site.address, `POST /sign-in HTTP/1.1\r\n${host}${twice}\r\nabcde`))?.status, 400)
    assert.equal((await raw(site.address, 'GET / HTTP/1.1\r\n\r\n'))?.status, 400)
    assert.equal((await raw(site.address, `GET / HTTP/1.1\r\n${host}X: a\r\n b\u0000c\r\n\r\n`))?.status, 400)
  })
})

test('after sign-in a person comes to a page of this site, whatever address they came by', async () => {
  const addresses = [
    ...[
      '//elsewhere.example/',
      '/\\elsewhere.example/',
      '/\\/elsewhere.example',
      '///elsewhere.example',
      '/%5celsewhere.example',
    ],
    ...[
      '/records?next=https://elsewhere.example',
      '/%2f%2felsewhere.example',
      '/.//elsewhere.example',
      '/records/..//elsewhere.example',
    ],
    ...['/@elsewhere.example', '/https:/elsewhere.example', 'http://elsewhere.example/records'],
    ...pathCorpus.slice(0, 3).map((path) => `/${path}`),
  ]
  for (const address of addresses) {
    const head =
      (await raw(site.address, `GET ${address} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n`))?.head ?? ''
    const cookie = /set-cookie: (muniment=[^;]+)/i.exec(head)?.[1] ?? ''
    const visitor = site.visitor(cookie)
    const to =
      (await visitor.post('/sign-in', { email: 'auditor@muniment.example', password: PASSWORD })).headers.get(
        'location',
      ) ?? ''
    assert.equal(new URL(to, 'https://muniment.example').origin, 'https://muniment.example', `${address} led to ${to}`)
    assert.match(to, /^\/(?![/\\])/, address)
  }
})

describe('fields that a form does not have', () => {
  /** Whatever the kind of a column, this is no value that it has by itself: a date would fail its check, a reference its table. */
  const MARK = '987654321'

  test('change nothing, were they called like any column of any table', async () => {
    const columns = (await everyColumn(site.db)).flatMap((name) => [
      name,
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    ])
    assert.ok(columns.length > 200)
    for (const { visitor, form, page } of forms) {
      const own = new Set([...Object.keys(form.fields), ...form.texts])
      const more = Object.fromEntries(columns.filter((name) => !own.has(name)).map((name) => [name, MARK]))
      const answer = await visitor.post(form.action, { ...form.fields, ...more })
      assert.ok(answer.status < 500, `${form.action} of ${page}: ${answer.text.slice(0, 1000)}`)
    }
    for (const [table, all] of Object.entries(await site.everything()))
      assert.ok(
        !all.includes(MARK),
        `${table} took it: ${all.slice(Math.max(0, all.indexOf(MARK) - 300)).slice(0, 400)}`,
      )
    const users = await site.db.selectFrom('users').select(['email', 'role']).execute()
    for (const { email, role } of users)
      if (/^(governance|manager|auditor|administrator)@/.test(email)) assert.equal(role, email.split('@')[0])
  })

  test('nor do lists, objects and prototypes in the place of a text', async () => {
    for (const { visitor, form, page } of forms)
      for (const shape of ['[]', '[a][b]', '.__proto__.x']) {
        const more = Object.fromEntries(form.texts.map((name) => [`${name}${shape}`, ['a', 'b']]))
        const answer = await visitor.post(form.action, {
          ...form.fields,
          ...more,
          __proto__: 'x',
          'constructor[prototype][x]': 'y',
        })
        assert.ok(answer.status < 500, `${form.action} of ${page}: ${answer.text.slice(0, 1000)}`)
      }
    assert.equal(({} as Record<string, unknown>).x, undefined)
  })
})

test('nothing that was typed, and no cookie, token or code, is in the log', async () => {
  const SECRET = 'zqMARKEDSECRETzq'
  logged.length = 0
  for (const { visitor, form } of forms)
    await visitor.post(form.action, { ...form.fields, ...Object.fromEntries(form.texts.map((name) => [name, SECRET])) })
  const visitor = site.visitor()
  for (const name of Object.keys(matrix)) {
    const path = addressOf(site, name.split(' ')[1] ?? '', null)
    const headers = {
      authorization: `Bearer ${SECRET}`,
      cookie: `muniment=s%3A${SECRET}`,
      referer: `https://x/?t=${SECRET}`,
    }
    await visitor.send(`${path}?code=${SECRET}&state=${SECRET}&token=${SECRET}`, { headers })
  }
  const cookies = new Set(forms.flatMap((form) => form.visitor.cookie().match(/(?<==)[^;=]{20,}/g) ?? []))
  assert.ok(cookies.size >= 4)
  const all = logged.join('')
  assert.ok(logged.length > 100)
  for (const secret of [SECRET, ...cookies, 'correct horse']) assert.ok(!all.includes(secret), secret)
})

test('in production, what nobody foresaw says neither where nor why, but a number that the log has too', async (t) => {
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })
  const broken = await testSite({}, { env: { ...productionSettings, ALLOW_HTTP: 'yes' }, log })
  t.after(() => broken.close())
  const auditor = await broken.signInAs('auditor')
  await sql`alter table job_runs rename to elsewhere`.execute(broken.db)
  const answer = await auditor.get('/job-runs')
  assert.equal(answer.status, 500)
  assert.doesNotMatch(answer.text, /job_runs|SqliteError|no such table|relation|\.ts:\d|node_modules|express|node\.js/i)
  const number = /<code>([0-9a-f-]{36})<\/code>/.exec(answer.text)?.[1] ?? ''
  assert.equal(JSON.parse(lines.find((line) => line.includes('request failed')) ?? '{}').requestId, number)
  for (const header of ['server', 'x-powered-by', 'via']) assert.equal(answer.headers.get(header), null)
})
