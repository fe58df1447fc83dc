import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import { refuseUnfit } from './postgres-unusable.ts'
import { emptyPostgres } from './test-postgres.ts'
import { testServer } from './test-world.ts'
import { DatabaseUnusable } from './unusable.ts'

/** Why a database cannot be brought up to date, in the one sentence that says what to do. */
async function refusal(url: string): Promise<string> {
  const db = openDatabase(url)
  try {
    await migrate(db)
  } catch (error) {
    assert.ok(error instanceof DatabaseUnusable, String(error))
    assert.doesNotMatch(error.message, /hunter2|\n/)
    return error.message
  } finally {
    await db.destroy()
  }
  return 'it was used'
}

test('a server that is away is named, without the password', async () => {
  const server = createServer()
  const port = await new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      done(typeof address === 'object' && address ? address.port : 0)
    })
  })
  await new Promise((done) => server.close(done))
  assert.equal(
    await refusal(`postgres://muniment:hunter2@127.0.0.1:${port}/muniment`),
    `The PostgreSQL server 127.0.0.1:${port} does not answer: start it, or set DATABASE_URL.`,
  )
  assert.equal(
    await refusal('postgres://muniment:hunter2@nowhere.invalid/muniment'),
    'The PostgreSQL server nowhere.invalid does not answer: start it, or set DATABASE_URL.',
  )
})

test('a server of another age, and a database that cannot hold every text, are refused', () => {
  const url = 'postgres://muniment:hunter2@db.example:5433/register'
  assert.throws(() => refuseUnfit(url, 150_004, 'UTF8'), {
    message: 'The server db.example:5433 is PostgreSQL 15: Muniment needs 16 or newer.',
  })
  assert.throws(() => refuseUnfit(url, 180_004, 'LATIN1'), {
    message:
      "The database db.example:5433/register is in LATIN1: create it again with encoding 'UTF8' template template0.",
  })
  refuseUnfit(url, 160_000, 'UTF8')
})

describe('a server that does not let Muniment in says why', { skip: testServer ? false : 'there is none' }, () => {
  const elsewhere = (change: (url: URL) => void) => {
    const url = new URL(testServer ?? '')
    change(url)
    return { url: url.href, host: url.host }
  }

  test('when the password is wrong', async () => {
    const { url, host } = elsewhere((to) => {
      to.password = 'hunter2'
    })
    assert.equal(
      await refusal(url),
      `The PostgreSQL server ${host} does not let “postgres” in: look at the user and password in DATABASE_URL, and at pg_hba.conf.`,
    )
  })

  test('when it has no such database', async () => {
    const { url, host } = elsewhere((to) => {
      to.pathname = 'nowhere'
    })
    assert.equal(
      await refusal(url),
      `The PostgreSQL server ${host} has no such database: create ${host}/nowhere with encoding 'UTF8', or set DATABASE_URL.`,
    )
  })

  test('when the user may make no tables there', async () => {
    const { url, remove } = await emptyPostgres(testServer ?? '')
    const owner = openDatabase(url)
    const name = `guest_${new URL(url).pathname.slice(1)}`
    await sql.raw(`create role ${name} login password 'hunter2'`).execute(owner)
    const guest = new URL(url)
    guest.username = name
    guest.password = 'hunter2'
    assert.equal(
      await refusal(guest.href),
      'This user may make no tables in the database: make it the owner of the database.',
    )
    await sql.raw(`drop role ${name}`).execute(owner)
    await owner.destroy()
    await remove()
  })
})
