import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { openDatabase } from '../db/open.ts'
import { emptyPlace, type Place } from '../db/test-places.ts'
import { productionSettings, visitor } from '../src/web/test-site.ts'
import { GOOD_PASSWORD, setPassword } from '../src/web/users/test-people.ts'
import { run, runForJson } from './lib/test-command.ts'
import { type Server, startServer } from './lib/test-server.ts'

const CODE = /^ {2}((?:[0-9A-Z]{5}-){4}[0-9A-Z]{5})$/m
const first = { name: 'Ada North', email: 'ada@council.example', password: GOOD_PASSWORD }

let place: Place
let settings: Record<string, string>
let port: string
const started: Server[] = []

before(async () => {
  port = String(await freePort())
  place = await emptyPlace()
  // Over plain http, as tests are, the browser gets its cookie only where that was asked for.
  const BASE_URL = `http://127.0.0.1:${port}`
  const here = {
    BASE_URL,
    PORT: port,
    ...place.settings,
    MUNIMENT_TODAY: '',
    LOG_LEVEL: 'info',
  }
  settings = { ...productionSettings, ALLOW_HTTP: 'yes', ...here }
})
after(async () => {
  for (const server of started) await server.stop('SIGKILL')
  await place.remove()
})

/** A production server at the address that it prints; a test that fails leaves none behind. */
async function start(): Promise<{ server: Server; url: string }> {
  const server = startServer(settings)
  started.push(server)
  return { server, url: await server.ready }
}

/** The code, which is printed after the address. */
const codeOf = (server: Server): Promise<string> =>
  new Promise((found) => {
    const look = () => {
      const code = CODE.exec(server.printed())?.[1]
      if (code) found(code)
    }
    server.process.stdout?.on('data', look)
    look()
  })

async function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

test('a first start in production has no account and no sample, and is set up once with the code of its log', async () => {
  const before = await start()
  const old = await codeOf(before.server)
  assert.match(before.server.printed(), /^Nobody has an account yet\. .* works once:$/m)
  assert.doesNotMatch(before.server.printed(), /muniment\.example |demonstration/)
  assert.equal((await visitor(before.url).get('/sign-in')).headers.get('location'), '/set-up')
  assert.equal((await before.server.stop()).code, 0)

  const { server, url } = await start()
  const code = await codeOf(server)
  const browser = visitor(url)
  await browser.get('/set-up')
  assert.equal((await browser.post('/set-up', { ...first, code: old })).status, 422)
  assert.equal((await browser.post('/set-up', { ...first, code })).headers.get('location'), '/users')
  assert.match((await browser.get('/users')).text, /Ada North/)
  assert.equal((await server.stop()).code, 0)

  const after = await start()
  assert.doesNotMatch(after.server.printed(), /Nobody has an account|works once/)
  const again = visitor(after.url)
  await again.post('/sign-in', first)
  assert.equal((await again.get('/retention-rules/AUD-01')).status, 200)
  assert.equal((await again.get('/set-up')).status, 404)
  assert.equal((await after.server.stop()).code, 0)
  const log = server.printed() + server.complained() + after.server.printed() + after.server.complained()
  assert.match(log, /"path":"\/set-up"/)
  for (const secret of [GOOD_PASSWORD, first.email, first.name]) assert.ok(!log.includes(secret), secret)
  assert.equal(log.split(code).length, 2, 'the code stands in the greeting and nowhere else')
  const seed = await run('seed', [], settings)
  assert.deepEqual([seed.code, /The database is not empty/.test(seed.stderr)], [1, true])
})

test('the command lets an administrator in again whom nobody else can help', async () => {
  const db = openDatabase(settings.DATABASE_URL ?? '')
  await db
    .updateTable('users')
    .set({ secondFactorSecret: 'x', secondFactorConfirmedAt: '2026-11-22T09:00:00.000Z' })
    .execute()
  await db.destroy()
  const { code, result } = await runForJson(
    'password-link',
    ['ADA@council.example', '--remove-second-factor'],
    settings,
  )
  const link = new URL(String(result.link))
  assert.deepEqual([code, link.origin], [0, settings.BASE_URL])
  const { server, url } = await start()
  const browser = visitor(url)
  const password = 'another kettle of violets'
  assert.equal((await setPassword(browser, link.pathname + link.search, password)).status, 303)
  await browser.post('/sign-in', { email: first.email, password })
  assert.equal((await browser.get('/users')).status, 200)
  assert.equal((await server.stop()).code, 0)
  const unknown = await run('password-link', ['nobody@council.example'], settings)
  assert.deepEqual(
    [unknown.code, unknown.stderr],
    [1, 'There is no account nobody@council.example that is not suspended.\n'],
  )
})
