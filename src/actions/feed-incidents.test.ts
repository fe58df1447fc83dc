import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { forgottenReference } from '../domain/forgotten.ts'
import { assignIncident, closeIncident } from './disposal-incidents.ts'
import { acting } from './test-acting.ts'
import { type FeedWorld, feedWorld, HASH_KEY } from './test-feeds.ts'
import { refusals } from './test-review.ts'

let at: FeedWorld
beforeEach(async () => {
  at = await feedWorld()
})
afterEach(() => at.close())

const HEAD = 'reference,rule,trigger_date\n'
const lines = (...references: string[]) => HEAD + references.map((one) => `${one},LIB-03,2025-01-01\n`).join('')
const full = { mode: 'full' } as const

const incidents = async () =>
  (
    await at.db
      .selectFrom('disposalIncidents')
      .select(['kind', 'recordCount', 'feedId', 'closedAt'])
      .orderBy('id')
      .execute()
  ).map(({ kind, recordCount, feedId, closedAt }) => [kind, recordCount, feedId, closedAt === null ? 'open' : 'closed'])

/** As if a record had been disposed of on a day, and forgotten. */
async function isGone(reference: string): Promise<number> {
  const { id, sourceSystemId } = await at.record(reference)
  const change = (to: object) => at.db.updateTable('records').set(to).where('id', '=', id).execute()
  const reviewId = await at.flag([reference], 'LIB-03')
  for (const state of ['approved', 'instructed', 'destroyed']) await change({ state, reviewId })
  await change({
    reference: forgottenReference(HASH_KEY, sourceSystemId, reference),
    ...{ triggerOn: null, retainUntil: null, dueOn: null, flaggedOn: null, reviewBy: null },
  })
  return id
}

test('a full feed that still lists what is gone is one incident, however many nights it does', async () => {
  await at.load(lines('A-1', 'A-2', 'A-3'))
  const gone = await isGone('A-1')
  const first = await at.load(lines('A-1', 'A-2', 'A-3'), full)
  assert.deepEqual([first.created, first.rejected], [0, 1])
  assert.deepEqual(await incidents(), [['still at source', 1, first.id, 'open']])
  await at.load(lines('A-1', 'A-2', 'A-3'), full)
  assert.equal((await incidents()).length, 1)
  const records = await at.db.selectFrom('incidentRecords').select('recordId').execute()
  assert.deepEqual(records, [{ recordId: gone }])
  const again = await isGone('A-2')
  const third = await at.load(lines('A-1', 'A-2', 'A-3'), full)
  assert.deepEqual((await incidents()).at(-1), ['still at source', 1, third.id, 'open'])
  assert.notEqual(again, gone)
})

test('what is gone and comes back in a list of changes is listed again', async () => {
  await at.load(lines('A-1', 'A-2'))
  await isGone('A-1')
  const feed = await at.load(lines('A-1'))
  assert.deepEqual(await incidents(), [['listed again', 1, feed.id, 'open']])
})

test('a record that a full feed does not list any more has vanished, unless its source was told to dispose of it', async () => {
  await at.load(lines('A-1', 'A-2', 'A-3', 'A-4'))
  const reviewId = await at.flag(['A-2'], 'LIB-03')
  const told = at.db.updateTable('records').where('reference', '=', 'A-2')
  await told.set({ state: 'approved', reviewId }).execute()
  await told.set({ state: 'instructed' }).execute()
  const feed = await at.load(lines('A-4'), full)
  assert.equal(feed.missingAtSource, 3)
  assert.deepEqual(await incidents(), [['vanished', 2, feed.id, 'open']])
  await at.load(lines('A-4'), full)
  assert.equal((await incidents()).length, 1)
})

test('a dry run finds no incident', async () => {
  await at.load(lines('A-1', 'A-2'))
  await isGone('A-1')
  await at.load(lines('A-1'), { ...full, dryRun: true })
  assert.deepEqual(await incidents(), [])
})

test('an incident has an owner of information governance, and is closed once, with what was done', async () => {
  await at.load(lines('A-1', 'A-2'))
  await at.load(lines('A-2'), full)
  const { id } = await at.db.selectFrom('disposalIncidents').select('id').executeTakeFirstOrThrow()
  const governance = { ...acting(at.clock), who: at.world.users.governance }
  assert.deepEqual(refusals(await assignIncident(at.db, governance, id, at.world.users.manager.id)), [
    'owner: Choose a person of information governance',
  ])
  assert.ok((await assignIncident(at.db, governance, id, at.world.users.governance.id)).ok)
  assert.deepEqual(refusals(await closeIncident(at.db, governance, id, { whatWasDone: ' ' })), [
    'whatWasDone: Enter what was found out and done',
  ])
  assert.ok((await closeIncident(at.db, governance, id, { whatWasDone: 'It was moved by mistake' })).ok)
  assert.deepEqual(refusals(await closeIncident(at.db, governance, id, { whatWasDone: 'Twice' })), [
    'whatWasDone: Grace Ashby has closed this incident since you opened the page.',
  ])
  await assert.rejects(closeIncident(at.db, acting(at.clock, 'auditor'), id, { whatWasDone: 'No' }), /may not/)
  const events = await at.db
    .selectFrom('auditEvents')
    .select('kind')
    .where('subjectKind', '=', 'disposal incident')
    .orderBy('id')
    .execute()
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['incident found', 'incident assigned', 'incident closed'],
  )
})
