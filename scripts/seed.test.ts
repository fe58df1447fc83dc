import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { openDatabase } from '../db/open.ts'
import { emptyPlace, type Place } from '../db/test-places.ts'
import { activities } from '../seed/activities.ts'
import { ROOT } from './lib/run-program.ts'
import { run, runForJson } from './lib/test-command.ts'
import { smallWorlds } from './lib/test-worlds.ts'

const migrations = globSync('0*.ts', { cwd: `${ROOT}db/migrations` })
  .map((file) => file.replace('.ts', ''))
  .sort()
let place: Place
const settings = () => place.settings
before(async () => {
  place = await emptyPlace()
})
after(() => place.remove())

test('migrate makes the tables once, two processes at once do not get in each other’s way', async () => {
  const both = await Promise.all([runForJson('migrate', [], settings()), runForJson('migrate', [], settings())])
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
  )
  assert.deepEqual(both.map(({ result }) => result.applied).sort(), [migrations, []].sort())
  const again = await run('migrate', [], settings())
  assert.deepEqual([again.code, again.stdout, again.stderr], [0, 'The database is up to date.\n', ''])
})

test('seed loads the sample register into what is empty, and refuses a database that holds anything', async () => {
  const first = await runForJson('seed', [], settings())
  assert.deepEqual([first.code, first.result], [0, { activities: activities.length, rules: 70 }])
  const second = await runForJson('seed', [], settings())
  assert.equal(second.code, 1)
  assert.deepEqual(second.result, {
    error: 'The database is not empty: the sample register is loaded into an empty one only.',
  })
  const db = openDatabase(settings().DATABASE_URL)
  const count = async (table: 'users' | 'processingActivities' | 'privacyNotices' | 'records') =>
    (await db.selectFrom(table).select('id').execute()).length
  assert.deepEqual(
    [await count('processingActivities'), await count('privacyNotices'), await count('records')],
    [activities.length, 5, 0],
  )
  assert.ok((await count('users')) >= 4)
  await db.destroy()
})

test('seed adds no account whose password everybody knows in production', async () => {
  const apart = await emptyPlace()
  const production = {
    ...apart.settings,
    NODE_ENV: 'production',
    BASE_URL: 'https://muniment.example.gov.uk',
    SESSION_SECRET: 'a secret of thirty-two characters!',
    RECORD_HASH_KEY: 'the key of hashes that outlive records',
    MUNIMENT_TODAY: undefined,
  }
  assert.equal((await run('seed', [], production)).code, 0)
  const db = openDatabase(production.DATABASE_URL)
  assert.deepEqual(await db.selectFrom('users').select('email').execute(), [])
  await db.destroy()
  await apart.remove()
})

test('one organisation is enough to refuse', async () => {
  const worlds = await smallWorlds()
  const { settings, open } = await worlds.fresh()
  assert.equal((await run('seed', [], settings)).code, 1)
  const db = open()
  assert.equal((await db.selectFrom('organisations').select('id').execute()).length, 1)
  await db.destroy()
  await worlds.remove()
})
