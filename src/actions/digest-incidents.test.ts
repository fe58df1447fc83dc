import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addToIncident } from '../../db/queries/disposal-incidents.ts'
import { addRecords } from '../../db/test-records.ts'
import { digestWorld, TOMORROW } from './test-digest.ts'
import { TODAY } from './test-review.ts'

const { world, digests, write } = digestWorld()

test('information governance is told of open incidents, what they are and of how many records, and others are not', async () => {
  const { db, world: small } = world()
  const ids = await addRecords(db, small, { rule: 'LIB-10' }, 3)
  const feed = await db
    .insertInto('recordFeeds')
    .values({
      ...{ sourceSystemId: small.systems.lms, fileName: 'a.csv', mode: 'full', state: 'done', sentByName: 'A' },
      sentAt: `${TODAY}T08:00:00.000Z`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const found = {
    sourceSystemId: small.systems.lms,
    feedId: feed.id,
    foundOn: TODAY,
    foundAt: `${TODAY}T09:00:00.000Z`,
  }
  await addToIncident(db, { kind: 'vanished', ...found }, ids)
  await write(TODAY)
  const { governance, manager, auditor } = await digests()
  assert.equal(governance?.subject, '1 disposal incident is open')
  assert.match(governance?.text ?? '', /Gone from the source without an instruction: 3 records/)
  assert.deepEqual([manager, auditor], [undefined, undefined])
  await db
    .updateTable('disposalIncidents')
    .set({ closedAt: `${TODAY}T15:00:00.000Z`, closedByName: 'A', whatWasDone: 'Found' })
    .execute()
  await write(TOMORROW)
  assert.equal((await digests(TOMORROW)).governance, undefined)
})
