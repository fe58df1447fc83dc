import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { pathOf } from '../db/copy.ts'
import { openDatabase } from '../db/open.ts'
import type { Db } from '../db/schema.ts'
import { emptyPlace, type Place, placeWithCopy } from '../db/test-places.ts'
import { skipOnPostgres } from '../db/test-world.ts'
import { type Server, startServer } from '../scripts/lib/test-server.ts'
import { visitor } from './web/test-site.ts'

let folder: string
let first: {
  printed: string
  seconds: number
  signInPage: { status: number; text: string }
  ready: number
  home: number
}

const places = new Map<string, Place>()

function placeOf(name: string): Place {
  const place = places.get(name)
  assert.ok(place, name)
  return place
}
const settings = (name: string) => placeOf(name).settings

/** A copy of what the first start left behind. */
const copied = async (name: string) => void places.set(name, await placeWithCopy(placeOf('first').url))

async function inDatabase<T>(name: string, what: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(placeOf(name).url)
  try {
    return await what(db)
  } finally {
    await db.destroy()
  }
}

/** The sweeps that were run: late in the day a start makes up for other jobs too, and may come to their end or not. */
const sweeps = (db: Db) => db.selectFrom('jobRuns').select(['asOf', 'state']).where('job', '=', 'sweep').execute()

/** Signs in, and returns the status of the home page. */
async function signIn(url: string, email: string, password: string): Promise<number> {
  const browser = visitor(url)
  await browser.post('/sign-in', { email, password })
  return (await browser.get('/')).status
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-server-'))
  for (const name of ['first', 'killed']) places.set(name, await emptyPlace())
  const began = performance.now()
  const server = startServer(settings('first'))
  const url = await server.ready
  const page = await fetch(`${url}/sign-in`)
  const seconds = (performance.now() - began) / 1000
  const password = /with the password: (.+)$/m.exec(server.printed())?.[1] ?? ''
  first = {
    printed: server.printed(),
    seconds,
    signInPage: { status: page.status, text: await page.text() },
    ready: (await fetch(`${url}/readyz`)).status,
    home: await signIn(url, 'governance@muniment.example', password),
  }
  const { code } = await server.stop()
  assert.equal(code, 0)
})
after(async () => {
  for (const place of places.values()) await place.remove()
  rmSync(folder, { recursive: true, force: true })
})

describe('the first start', () => {
  test('makes the sample register and prints the address and one sign-in for each role', () => {
    const lines = first.printed.trimEnd().split('\n')
    assert.match(first.printed, /^Loaded the sample register: \d+ processing activities, 70 retention rules\.$/m)
    const greeting = lines.slice(lines.findIndex((line) => line.startsWith('Muniment is ready')))
    assert.match(greeting[0] ?? '', /^Muniment is ready at http:\/\/localhost:\d+$/)
    assert.deepEqual(greeting.slice(1), [
      'Sign in as one of these, with the password: demonstration only',
      '  governance    governance@muniment.example',
      '  manager       manager@muniment.example',
      '  auditor       auditor@muniment.example',
      '  administrator administrator@muniment.example',
    ])
  })

  test('answers with the sign-in page within a minute, ready and swept, and its accounts open the home page', () => {
    assert.ok(first.seconds < 60, `${first.seconds} seconds`)
    assert.equal(first.signInPage.status, 200)
    assert.match(first.signInPage.text, /<h1[^>]*>Sign in/)
    assert.deepEqual([first.ready, first.home], [200, 200])
  })

  test('brings some 20,000 records in through feeds, and leaves none of their files', async () => {
    const { feeds, records, runs } = await inDatabase('first', async (db) => ({
      feeds: await db.selectFrom('recordFeeds').select(['state', 'created', 'rejected']).execute(),
      records: (await sql<{ n: number }>`select count(*) as n from records`.execute(db)).rows[0]?.n,
      runs: await sweeps(db),
    }))
    assert.equal(records, 20_000)
    assert.equal(feeds.length, 6)
    assert.ok(feeds.every(({ state, rejected }) => state === 'done' && rejected === 0))
    assert.deepEqual(runs, [{ asOf: '2026-11-22', state: 'succeeded' }])
    assert.deepEqual(readdirSync(settings('first').UPLOADS_FOLDER), [])
  })
})

test('a second start keeps the data, and neither seeds nor sweeps again', async () => {
  await copied('second')
  await inDatabase('second', (db) => db.updateTable('organisations').set({ telephone: '01223 000000' }).execute())
  const server = startServer(settings('second'))
  const url = await server.ready
  assert.equal(await signIn(url, 'auditor@muniment.example', 'demonstration only'), 200)
  assert.doesNotMatch(server.printed(), /Loaded|Swept/)
  assert.equal((await server.stop('SIGINT')).code, 0)
  await inDatabase('second', async (db) => {
    const changed = await db.selectFrom('organisations').select('id').where('telephone', '<>', '01223 000000').execute()
    assert.deepEqual(changed, [])
    assert.equal((await sweeps(db)).length, 1)
    assert.equal((await db.selectFrom('recordFeeds').select('id').execute()).length, 6)
  })
})

test('a first start that is killed half-way is made good by the next one', async () => {
  const killed = startServer(settings('killed'))
  await new Promise<void>((done) => {
    killed.process.stdout?.on('data', () => /Loaded .* of Library/.test(killed.printed()) && done())
  })
  assert.equal((await killed.stop('SIGKILL')).code, 'SIGKILL')
  const server = startServer(settings('killed'))
  const url = await server.ready
  const isReady = async () => (await fetch(`${url}/readyz`)).status === 200
  for (let n = 0; n < 600 && !(await isReady()); n++) await pause(100)
  await inDatabase('killed', async (db) => {
    const feeds = await db.selectFrom('recordFeeds').select(['state', 'created', 'rejected']).execute()
    assert.deepEqual([feeds.length, feeds.filter(({ state }) => state === 'done').length], [6, 6])
    assert.equal(
      feeds.reduce((sum, { created }) => sum + created, 0),
      20_000,
    )
    const [run] = await db.selectFrom('jobRuns').select(['state', 'newlyDue']).where('job', '=', 'sweep').execute()
    assert.equal(run?.state, 'succeeded')
    assert.ok((run?.newlyDue ?? 0) > 1_000, 'the sweep came after the records')
  })
  assert.equal((await server.stop()).code, 0)
})

/** The one sentence with which a start stops. */
async function refusal(server: Server): Promise<string> {
  assert.equal(await server.ended, 1, server.printed())
  assert.match(server.complained(), /^[^\n]+\n$/, 'one sentence, and no trace of the program')
  return server.complained().trimEnd()
}

describe('a start that cannot be stops with one clear sentence', () => {
  test('when its port is taken', async () => {
    await copied('taken')
    const running = startServer(settings('taken'))
    const port = new URL(await running.ready).port
    const sentence = await refusal(startServer({ ...settings('taken'), PORT: port }))
    assert.equal(sentence, `Port ${port} is taken: stop the other program, or set PORT.`)
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200, 'the other one goes on')
    assert.equal((await running.stop()).code, 0)
  })

  test('when its folder cannot be written', async () => {
    writeFileSync(join(folder, 'a-file'), '')
    const path = join(folder, 'a-file', 'muniment.db')
    assert.equal(
      await refusal(startServer({ DATABASE_URL: `file:${path}` })),
      `The database ${path} cannot be written: give this user the right to write its folder, or set DATABASE_URL.`,
    )
  })

  const damages: Record<string, (path: string) => void> = {
    'random-bytes': (path) =>
      writeFileSync(path, Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7919) % 251))),
    truncated: (path) => truncateSync(path, 1_000_000),
  }
  for (const [name, spoil] of Object.entries(damages))
    test(`when its database is damaged: ${name}`, { skip: skipOnPostgres('no file can be damaged') }, async () => {
      await copied(name)
      spoil(pathOf(placeOf(name).url))
      assert.match(
        await refusal(startServer(settings(name))),
        /is damaged or is not a database: restore a backup, or move/,
      )
    })

  test('when its database is of a newer version', async () => {
    await copied('newer')
    await inDatabase('newer', (db) =>
      sql`insert into kysely_migration (name, timestamp) values ('0099_later', '2030')`.execute(db),
    )
    assert.match(
      await refusal(startServer(settings('newer'))),
      /newer version of Muniment \(it has 0099_later\): start that version/,
    )
  })

  test('in production, when the database has accounts whose password everybody knows', async () => {
    const production = {
      NODE_ENV: 'production',
      MUNIMENT_TODAY: undefined,
      BASE_URL: 'https://muniment.example.gov.uk',
      SESSION_SECRET: 'a secret of thirty-two characters!',
      RECORD_HASH_KEY: 'the key of hashes that outlive records',
    }
    assert.match(
      await refusal(startServer({ ...settings('second'), ...production })),
      /^The database has demonstration accounts, whose password everybody knows: set DATABASE_URL/,
    )
  })

  test('when a setting is wrong, by its name, before anything is made', async () => {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ PORT: 'eighty' }, /^PORT must be a whole number between 0 and 65535\.$/],
      [{ HOST: '203.0.113.7', ...settings('first') }, /^HOST 203\.0\.113\.7 is not an address of this machine/],
    ]
    const unmade = { DATABASE_URL: `file:${join(folder, 'unmade', 'muniment.db')}` }
    for (const [env, sentence] of wrong) assert.match(await refusal(startServer({ ...unmade, ...env })), sentence)
    assert.equal(readdirSync(folder).includes('unmade'), false)
  })
})
