import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../db/open.ts'
import type { Db } from '../../db/schema.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { createFeed } from '../actions/record-feeds.ts'
import { acting } from '../actions/test-acting.ts'
import { type Doing, killingGround, letLeasesLapse } from './test-kills.ts'

const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const ROWS = 6_000
const DUE = ROWS / 2
const ROUNDS = Number(process.env.MUNIMENT_KILLS ?? 8) / 4

const { at, urlOf, copied, work, look, remove } = killingGround()
after(remove)

let node: Doing

before(async () => {
  const { db, url, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  node = { program: 'test-node.ts', what: JSON.stringify(world.users) }
  const rows = Array.from({ length: ROWS }, (_, n) => `N-${n},LIB-01,${n % 2 === 0 ? '2020-02-29' : '2026-02-28'}\n`)
  writeFileSync(at('feed.csv'), `reference,rule,trigger_date\n${rows.join('')}`)
  const file = { source: 'LMS', fileName: 'feed.csv', filePath: at('feed.csv'), uploaded: false, mode: 'full' } as const
  assert.ok((await createFeed(db, acting(clock), { ...file, correction: false, dryRun: false })).ok)
  await db.destroy()
  await copied('template', url)
  await close()
})

/** How many records events of a kind tell of, all together. */
async function toldOf(
  db: Db,
  kind: 'records flagged' | 'forgotten' | 'instructed' | 'disposal answered',
): Promise<number> {
  const told = await db
    .selectFrom('auditEvents')
    .select('recordCount')
    .where('kind', '=', kind as never)
    .execute()
  return told.reduce((sum, { recordCount }) => sum + (recordCount ?? 0), 0)
}

/** Another has taken over when a node that died holds its leases no more, as after half a minute. */
async function free(name: string): Promise<void> {
  const db = openDatabase(urlOf(name))
  await letLeasesLapse(db)
  await db.destroy()
}

test('of two nodes on one database either may be killed: nothing is lost or done twice, and the other goes on', async (t) => {
  await copied('alone', urlOf('template'))
  const alone = await work(node, 'alone')
  let hits = 0
  for (let round = 0; round < ROUNDS; round++) {
    await copied('shared', urlOf('template'))
    const other = work(node, 'shared')
    const { killed } = await work(node, 'shared', Math.random() * alone.ms)
    if (killed) hits += 1
    for (let ended = false; !ended; ) {
      await free('shared')
      ended = await Promise.race([other.then(() => true), pause(500, false)])
    }
    assert.equal((await other).said, 'Nothing is left.')
    await look('shared', async (db) => {
      const states = await db
        .selectFrom('records')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        .groupBy('state')
        .orderBy('state')
        .execute()
      assert.deepEqual(states, [
        { state: 'destroyed', count: DUE },
        { state: 'retained', count: DUE },
      ])
      const feed = await db.selectFrom('recordFeeds').selectAll().executeTakeFirstOrThrow()
      assert.deepEqual([feed.state, feed.rows, feed.created, feed.missingAtSource], ['done', ROWS, ROWS, 0])
      assert.equal(await toldOf(db, 'records flagged'), DUE)
      assert.equal(await toldOf(db, 'forgotten'), DUE)
      assert.equal(await toldOf(db, 'instructed'), DUE)
      assert.equal(await toldOf(db, 'disposal answered'), DUE)
      const known = await db
        .selectFrom('records')
        .select('id')
        .where('state', '=', 'destroyed')
        .where('dueOn', 'is not', null)
        .execute()
      assert.deepEqual(known, [])
    })
  }
  t.diagnostic(`a node was killed ${hits} times`)
})
