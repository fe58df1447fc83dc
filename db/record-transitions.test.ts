import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { recordStates } from '../src/domain/held-record.ts'
import { mayBecome, recordTransitions } from '../src/domain/record-transitions.ts'
import { brokenConstraint } from './constraint.ts'
import type { Db } from './schema.ts'
import { dropGuards } from './test-guards.ts'
import { addRecord, putInState } from './test-records.ts'
import { smallWorld, type TemporaryDatabase, temporaryDatabase } from './test-world.ts'

let made: TemporaryDatabase
let db: Db
let world: Awaited<ReturnType<typeof smallWorld>>
before(async () => {
  made = await temporaryDatabase()
  db = made.db
  world = await smallWorld(db)
})
after(() => made.close())

/** True when the database takes a statement; what it takes is taken back. */
async function takes(statement: (tx: Db) => Promise<unknown>): Promise<boolean> {
  const undone = new Error('taken')
  try {
    await db.transaction().execute(async (tx) => {
      await statement(tx)
      throw undone
    })
  } catch (error) {
    if (error === undone) return true
    assert.ok(brokenConstraint(error), String(error))
  }
  return false
}

/** Everything that any state asks of a record: dates, and the review that it is in. */
async function recordIn(state: (typeof recordStates)[number]): Promise<number> {
  const id = await addRecord(db, world, { triggerOn: '2000-02-29' })
  await putInState(db, [id], state)
  return id
}

test('the database takes every step of a record’s life, and no other', async () => {
  for (const from of recordStates) {
    const id = await recordIn(from)
    for (const to of recordStates) {
      const dates = to === 'open' || to === 'permanent' ? sql`due_on = null, retain_until = null,` : sql``
      const given = sql`due_on = '2003-03-01', retain_until = '2003-02-28',`
      const step = sql`update records set ${to === 'open' || to === 'permanent' ? dates : given} state = ${to} where id = ${id}`
      const expected = from === to || mayBecome(from, to)
      assert.equal(await takes((tx) => step.execute(tx)), expected, `${from} to ${to}`)
    }
  }
})

test('what is gone is left by no step, and every state but the last is left by one', () => {
  const left = new Set(recordTransitions.map(({ from }) => from))
  const last = recordStates.filter((state) => !left.has(state))
  assert.deepEqual(last, ['destroyed', 'anonymised', 'transferred', 'already gone'])
  assert.equal(new Set(recordTransitions.map(({ from, to }) => `${from} ${to}`)).size, recordTransitions.length)
})

/** The modules that write the state of a record; the database checks each by the step that leads to it, whatever they are told to write. */
const writers = [
  'feed-missing.ts',
  'feed-records.ts',
  'instructing.ts',
  'instruction-items.ts',
  'record-placements.ts',
  'review-approvals.ts',
  'review-decisions.ts',
  'review-exceptions.ts',
  'review-withdrawals.ts',
  'rule-moves.ts',
  'sweep.ts',
]

test('whoever writes the state of a record is known here', () => {
  const folder = join(import.meta.dirname, 'queries')
  const writes = [
    /update records set[\s\S]{0,700}?\bstate = /,
    /updateTable\('records'\)\s*\.set\(\{[^}]*\bstate\b/,
    /table: 'records'[\s\S]*\bstate\b/,
    /addRows\(db, 'records'/,
  ]
  const found = globSync('*.ts', { cwd: folder, exclude: ['*.test.ts'] }).filter((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    return writes.some((pattern) => pattern.test(text))
  })
  assert.deepEqual(found.sort(), writers)
})

test('one module alone adds records, in a state that a placement has: a record comes as open, retained or permanent', () => {
  const folder = join(import.meta.dirname, '..')
  const adds = /insert into records\b|insertInto\('records'\)|addRows\((db|tx), 'records'/
  const found = globSync('{db,src,scripts,seed}/**/*.ts', { cwd: folder }).filter(
    (file) =>
      !/(^|\/)test-|\.test\.ts$|^scripts\/bench\//.test(file) && adds.test(readFileSync(join(folder, file), 'utf8')),
  )
  assert.deepEqual(found, ['db/queries/feed-records.ts'])
})

test('what the owner of the database does by hand it can do only without the guards', async () => {
  const id = await recordIn('retained')
  const jump = sql`update records set state = 'destroyed' where id = ${id}`
  assert.equal(await takes((tx) => jump.execute(tx)), false)
  await dropGuards(db, 'records_move')
  assert.equal(await takes((tx) => jump.execute(tx)), true)
})
