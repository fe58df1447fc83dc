import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { contentsOf } from '../../db/queries/activity-contents.ts'
import { activityList } from '../../db/queries/activity-list.ts'
import { claimLease } from '../../db/queries/job-leases.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import { ruleList } from '../../db/queries/retention-rules.ts'
import { countLeftBehind } from '../../db/queries/service-moves.ts'
import { serviceRows } from '../../db/queries/services.ts'
import { userById } from '../../db/queries/users.ts'
import { activityContent } from '../../db/test-activity.ts'
import { addRecord, addRecords } from '../../db/test-records.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { program } from '../domain/permission.ts'
import { addActivity } from './activity-drafts.ts'
import { mergeService } from './merge-services.ts'
import { createFeed, loadFeed } from './record-feeds.ts'
import { moveLeftBehind } from './service-moves.ts'
import { sweep } from './sweep.ts'
import { addApproved } from './test-activities.ts'
import { administrator, clock, governance, mergeWorld, openedActivity, refusal, saveAsOpened } from './test-merges.ts'

type At = Awaited<ReturnType<typeof mergeWorld>>
let at: At
before(async () => {
  at = await mergeWorld()
})
after(() => at.close())

const draft = (service: string) => ActivityDraft.parse(activityContent({ service }))
const list = (service: string, reach: number[] | null = null) =>
  activityList(at.db, { service }, reach, { order: 'reference', offset: 0, limit: 50 })

test('nothing is merged while records are swept or loaded, and the sentence says when it can be', async () => {
  for (const [job, words] of [
    ['sweep', /The sweep is gathering/],
    ['import-records', /Records are being loaded/],
  ] as const) {
    const lease = { job, holder: 'test', expiresAt: '2026-11-26T10:00:20.000Z' }
    await claimLease(at.db, lease, clock.now(), '2026-11-26T10:01:00.000Z')
    assert.match(refusal(await mergeService(at.db, administrator, 'LIBS', 'LIB')), words)
    await at.db.deleteFrom('jobLeases').where('job', '=', job).execute()
  }
  assert.equal((await serviceRows(at.db, null)).length, 3)
})

test('a service that is merged away takes everything of the present with it, and what versions said stays', async () => {
  const { db, world } = at
  const { twin, libraries } = world.services
  assert.ok((await addApproved(db, governance, 'TWI-A1', draft('LIBS'))).ok)
  assert.ok((await addActivity(db, governance, 'TWI-A2', draft('LIBS'))).ok)
  const manager = await db
    .insertInto('users')
    .values({
      email: 'two@muniment.example',
      name: 'Two',
      role: 'manager',
      passwordHash: 'x',
      suspendedAt: null,
      createdAt: clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('userServices').values({ userId: manager.id, serviceId: twin }).execute()
  await db.updateTable('sourceSystems').set({ defaultServiceId: twin }).where('code', '=', 'MUSIC').execute()
  await db
    .insertInto('sourceSystemServices')
    .values({ sourceSystemId: world.systems.musicSystem, serviceId: twin })
    .execute()
  const due = { triggerOn: '2000-02-29' }
  // Both have a review under LIB-01, only the twin has one under LIB-03.
  await addRecord(db, world, due)
  await addRecords(db, world, { ...due, serviceId: twin }, 2)
  await addRecord(db, world, { ...due, rule: 'LIB-03', serviceId: twin })
  await addRecord(db, world, { rule: 'LIB-03', serviceId: twin })
  assert.ok((await sweep(db, { clock, who: program('Test') })).ok)
  const reviews = () => db.selectFrom('disposalReviews').selectAll().orderBy('id').execute()
  assert.equal((await reviews()).length, 3)

  const merged = await mergeService(db, administrator, 'LIBS', 'LIB')
  assert.ok(merged.ok)
  const { activities, records, reviews: underWay, managers, systems } = merged.value.holds
  assert.deepEqual([activities, records, underWay, managers, systems], [2, 4, 2, 1, 1])
  assert.equal(merged.value.left, 0)

  assert.deepEqual(await wrongCounts(db), [])
  const held = await db.selectFrom('records').select(['serviceId']).distinct().execute()
  assert.deepEqual(held, [{ serviceId: libraries }])
  const closed = (await reviews()).filter(({ state }) => state === 'closed')
  assert.deepEqual(
    closed.map(({ outcome, serviceId }) => [outcome, serviceId]),
    [['merged', twin]],
  )
  const open = (await reviews()).filter(({ state }) => state === 'open')
  assert.deepEqual(
    open.map(({ serviceId }) => serviceId),
    [libraries, libraries],
  )
  for (const { id } of open) {
    const inIt = await db.selectFrom('records').select('id').where('reviewId', '=', id).execute()
    assert.ok(inIt.length > 0)
  }
  assert.deepEqual(
    (await list('LIB')).map(({ reference, service }) => [reference, service]),
    [
      ['TWI-A1', 'LIB'],
      ['TWI-A2', 'LIB'],
    ],
  )
  assert.deepEqual(await list('LIBS'), [])
  const system = await db
    .selectFrom('sourceSystems')
    .select('defaultServiceId')
    .where('code', '=', 'MUSIC')
    .executeTakeFirstOrThrow()
  assert.equal(system.defaultServiceId, libraries)
  const [version] = await db.selectFrom('activityVersions').select('id').where('state', '=', 'approved').execute()
  assert.equal((await contentsOf(db, [version?.id ?? 0])).get(version?.id ?? 0)?.service, 'LIBS')

  const person = await userById(db, manager.id)
  assert.deepEqual(person?.serviceIds, [libraries, twin])
  assert.equal((await list('LIB', person?.serviceIds ?? [])).length, 2)
})

test('an activity whose service was merged away opens and saves with the one in its place', async () => {
  for (const reference of ['TWI-A1', 'TWI-A2']) {
    assert.equal((await openedActivity(at.db, reference)).service, 'LIB')
    const saved = await saveAsOpened(at.db, reference, `Changed ${reference}`)
    assert.ok(saved.ok)
    assert.equal((await openedActivity(at.db, reference)).service, 'LIB')
  }
  const drafts = await at.db.selectFrom('activityVersions').select('serviceId').where('state', '=', 'draft').execute()
  assert.deepEqual(
    drafts.map(({ serviceId }) => serviceId),
    [at.world.services.libraries, at.world.services.libraries],
  )
})

test('a feed that names the code that was merged away is taken as that of the service in its place', async () => {
  const filePath = join(at.folder, 'feed.csv')
  writeFileSync(filePath, 'reference,rule,trigger_date,service\nM-1,LIB-03,2026-01-01,LIBS\n')
  const sent = {
    source: 'LMS',
    fileName: 'feed.csv',
    filePath,
    uploaded: false,
    mode: 'delta',
    correction: false,
    dryRun: false,
  } as const
  const feed = await createFeed(at.db, governance, sent)
  assert.ok(feed.ok)
  const loaded = await loadFeed(at.db, feed.value, { clock, hashKey: 'k'.repeat(32) })
  assert.deepEqual([loaded.created, loaded.rejected], [1, 0])
  const record = await at.db
    .selectFrom('records')
    .select('serviceId')
    .where('reference', '=', 'M-1')
    .executeTakeFirstOrThrow()
  assert.equal(record.serviceId, at.world.services.libraries)
})

test('merges never go round in a circle, and the rules of a service that is gone are those of the one in its place', async () => {
  assert.match(refusal(await mergeService(at.db, administrator, 'LIB', 'LIBS')), /libraries was merged away itself/)
  assert.match(refusal(await mergeService(at.db, administrator, 'LIB', 'LIB')), /into itself/)
  assert.match(refusal(await mergeService(at.db, administrator, 'LIBS', 'MUS')), /was merged away already/)
  const [one, two] = await Promise.all([
    mergeService(at.db, administrator, 'LIB', 'MUS'),
    mergeService(at.db, administrator, 'MUS', 'LIB'),
  ])
  assert.equal(Number(one.ok) + Number(two.ok), 1)
  const [left] = await serviceRows(at.db, null)
  assert.deepEqual([left?.activities, left?.rules], [2, 5])
  assert.equal((await ruleList(at.db, { service: left?.code }, null)).length, 5)
  assert.deepEqual(
    new Set([...(await recordTerms(at.db)).services.values()].map(({ code }) => code)),
    new Set([left?.code]),
  )
  assert.deepEqual(await wrongCounts(at.db), [])
})

test('more records than move at once follow in pieces, whoever is stopped goes on, and the sweep waits for none', async () => {
  const other = await mergeWorld()
  const { db, world } = other
  const { twin, libraries } = world.services
  await addRecords(db, world, { serviceId: twin, triggerOn: '2025-01-01' }, 5_500)
  const merged = await mergeService(db, administrator, 'LIBS', 'LIB')
  assert.ok(merged.ok)
  assert.equal(merged.value.left, 500)
  assert.equal(await countLeftBehind(db, libraries), 500)
  const stopped = new AbortController()
  stopped.abort()
  await assert.rejects(moveLeftBehind(db, { who: program('Test'), clock, signal: stopped.signal }))
  assert.ok((await sweep(db, { clock, who: program('Test') })).ok)
  assert.equal(await countLeftBehind(db, libraries), 0)
  assert.equal(await moveLeftBehind(db, { who: program('Test'), clock }), 0)
  assert.deepEqual(await wrongCounts(db), [])
  await other.close()
})
