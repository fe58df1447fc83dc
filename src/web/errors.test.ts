import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { found, NotFound, PageError } from './errors.ts'
import { testSite } from './test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
let visitor: Awaited<ReturnType<typeof site.signInAs>>
const logged: string[] = []

before(async () => {
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  site = await testSite({}, { log })
  visitor = await site.signInAs('governance')
})
after(() => site.close())

const tokenOf = async () => /name="_csrf" value="([^"]+)"/.exec((await visitor.get('/')).text)?.[1] ?? ''
const isPage = (text: string, title: string, sentence: RegExp) => {
  assert.ok(text.includes(`<title>${title} – Muniment</title>`), text.slice(0, 400))
  assert.match(text, /<h1[^>]*>/)
  assert.match(text, sentence)
  assert.doesNotMatch(text, /\bat .*\.ts:\d|node_modules|SqliteError/)
}

test('an address of nothing is a page, signed in or not', async () => {
  for (const reader of [visitor, site.visitor()])
    for (const path of ['/nothing', '/records/x/y', '/.env', '/assets/nothing.css', '/index.php']) {
      const answer = await reader.get(path)
      assert.equal(answer.status, 404)
      isPage(answer.text, 'Page not found', /There is no such page, or it belongs to another service\./)
    }
})

test('a date that is none is refused by the name of its field, with the way back to the list without it', async () => {
  const cases = [
    ['/records?due_to=next+week&state=open', 'Past its period up to', '/records?state=open'],
    ['/records.csv?due_to=next+week&bom=1', 'Past its period up to', '/records'],
    ['/processing-activities?as-at=31/02/2026&service=LIB', 'As at the end of', '/processing-activities?service=LIB'],
    ['/processing-activities.csv.manifest?as-at=31/02/2026', 'As at the end of', '/processing-activities'],
    ['/audit-events?from=soon', 'From', '/audit-events'],
    ['/disposals?to=soon', 'Disposed of to', '/disposals'],
    ['/reports/decision-times?from=soon', 'Decided from', '/reports/decision-times'],
  ] as const
  for (const [address, label, back] of cases) {
    const { status, text } = await visitor.get(address)
    assert.equal(status, 400, address)
    assert.match(text, new RegExp(`“${label}” must be a date that there is, such as 31/03/2027 or 2027-03-31`), address)
    assert.ok(
      text.includes(`href="${back}" class="govuk-back-link"`),
      `${address}: ${/<a[^>]*back-link[^>]*>/.exec(text)}`,
    )
    assert.equal((await visitor.get(back)).status, 200, back)
  }
  const ofNow = await visitor.get('/processing-activities?as-at=2026-11-21&draft=draft&service=LIB')
  assert.ok(ofNow.text.includes('href="/processing-activities?as-at=2026-11-21&amp;service=LIB"'))
})

test('an address that cannot be read, and one with markup, is answered without it', async () => {
  const broken = await visitor.get('/records/%E0%A4%A')
  assert.equal(broken.status, 400)
  isPage(
    broken.text,
    'There is a problem with the request',
    /The request could not be understood\. Go back and try again\./,
  )
  const markup = await visitor.get('/%3Cscript%3Ealert(1)%3C/script%3E')
  assert.equal(markup.status, 404)
  assert.doesNotMatch(markup.text, /<script>alert/)
})

describe('a method that an address does not take', () => {
  test('is answered with those that it takes', async () => {
    const _csrf = await tokenOf()
    const cases: [string, string, string][] = [
      ['DELETE', '/records', 'GET, HEAD'],
      ['POST', '/records', 'GET, HEAD'],
      ['PUT', '/retention-rules/LIB-01', 'GET, HEAD'],
      ['PATCH', '/retention-rules', 'GET, POST, HEAD'],
      ['POST', '/healthz', 'GET, HEAD'],
      ['GET', '/sign-out', 'POST'],
      ['GET', '/disposal-reviews/1/exceptions', 'POST'],
    ]
    for (const [method, path, allow] of cases) {
      const body = method === 'GET' ? undefined : new URLSearchParams({ _csrf })
      const answer = await visitor.send(path, { method, ...(body ? { body } : {}) })
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, allow], `${method} ${path}`)
      isPage(
        answer.text,
        'That is not possible here',
        new RegExp(`, not ${method}\\. Use the links and buttons of the pages\\.`),
      )
    }
  })

  test('GET is taken as HEAD too, with no body, and OPTIONS says what is taken', async () => {
    const answer = await visitor.send('/records', { method: 'HEAD' })
    assert.deepEqual([answer.status, answer.text], [200, ''])
    const options = await visitor.send('/records', { method: 'OPTIONS' })
    assert.deepEqual([options.status, options.headers.get('allow')], [200, 'GET, HEAD'])
  })
})

describe('a form that is too large', () => {
  test('in bytes or in fields is refused with a page, and the server goes on', async () => {
    const _csrf = await tokenOf()
    const large = new URLSearchParams({ _csrf, recordSeries: 'x'.repeat(2_100_000) })
    const many = new URLSearchParams({ _csrf })
    for (let n = 0; n <= 20_000; n++) many.append('record', String(n))
    for (const body of [large, many]) {
      const answer = await visitor.send('/retention-rules', { method: 'POST', body })
      assert.equal(answer.status, 413)
      isPage(answer.text, 'Too large', /More was sent than a form may hold, which is 2 MB\. Nothing was saved\./)
    }
    assert.equal((await visitor.get('/records')).status, 200)
  })

  test('headers that are too large, and a request that is none, are answered and change nothing', async () => {
    const status = await new Promise<number | undefined>((done, fail) => {
      const headers = { cookie: `x=${'y'.repeat(20_000)}` }
      request(`${site.address}/`, { headers }, (answer) => done(answer.resume().statusCode))
        .on('error', fail)
        .end()
    })
    assert.equal(status, 431)
  })
})

test('what nobody foresaw is a page without detail, and is in the log with all of it', async () => {
  await sql`alter table job_runs rename to elsewhere`.execute(site.db)
  const answer = await visitor.get('/job-runs')
  await sql`alter table elsewhere rename to job_runs`.execute(site.db)
  assert.equal(answer.status, 500)
  isPage(
    answer.text,
    'Sorry, there is a problem with the service',
    /Nothing was saved\. Try again later; if it goes on, tell the administrator\./,
  )
  assert.doesNotMatch(answer.text, /job_runs|no such table|relation/)
  const line = logged.find((text) => text.includes('request failed')) ?? ''
  assert.match(line, /no such table: job_runs|relation \\\\?"job_runs\\\\?" does not exist/)
  assert.equal((await visitor.get('/job-runs')).status, 200)
})

test('the log has a line for each request, and nothing of what people typed or who they are', async () => {
  const secret = 'MARKED-SECRET-7'
  await visitor.get(`/processing-activities?q=${secret}`)
  await site.visitor().post('/sign-in', { email: `${secret}@x.example`, password: secret })
  await visitor.post('/organisations/new', { code: secret, name: secret })
  const all = logged.join('')
  assert.doesNotMatch(all, new RegExp(`${secret}|Grace Ashby|governance@|correct horse|cookie|password`, 'i'))
  const line = JSON.parse(logged.findLast((text) => text.includes('/organisations/new')) ?? '{}') as Record<
    string,
    unknown
  >
  assert.deepEqual([line.method, line.path, line.status, line.cut], ['POST', '/organisations/new', 422, false])
  assert.match(String(line.requestId), /^[0-9a-f-]{36}$/)
})

test('what is missing is not found, and what is there is given', () => {
  assert.equal(found('x', 'record'), 'x')
  assert.equal(found(0, 'record'), 0)
  for (const nothing of [null, undefined])
    assert.throws(
      () => found(nothing, 'record'),
      (error) => error instanceof NotFound && error.status === 404,
    )
  assert.equal(new PageError(409, 'Changed.').message, 'Changed.')
})
