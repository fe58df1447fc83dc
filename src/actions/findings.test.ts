import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findingCount, findingList } from '../../db/queries/finding-list.ts'
import { openFindingCounts } from '../../db/queries/findings.ts'
import { activityByReference } from '../../db/queries/processing-activities.ts'
import { activityContent } from '../../db/test-activity.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { program } from '../domain/permission.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'
import { acceptFinding, assignFinding, reopenFinding } from './findings.ts'
import { checkRegisterAsJob } from './register-checks.ts'
import { acting } from './test-acting.ts'
import { addApproved, changeApproved } from './test-activities.ts'

const { db, close } = await temporaryDatabase()
let today = '2026-11-22'
const clock = { today: () => today, now: () => `${today}T12:00:00.000Z` }
const grace = acting(clock)
let world: Awaited<ReturnType<typeof smallWorld>>
before(async () => {
  world = await smallWorld(db)
})
after(close)

let nextNumber = 1
async function added(parts: Partial<ActivityContent> = {}): Promise<string> {
  const reference = `FND-A${nextNumber++}`
  assert.ok((await addApproved(db, grace, reference, ActivityDraft.parse(activityContent(parts)))).ok)
  return reference
}

const window = () => ({ today, limit: 100, offset: 0 })
const found = (activity: string, code: string) => findingList(db, { activity, code }, null, window())
const one = async (activity: string, code: string) => {
  const [finding] = await found(activity, code)
  assert.ok(finding, `${code} of ${activity}`)
  return finding
}
const inState = (activity: string, state: 'open' | 'accepted' | 'fixed', code: string) =>
  findingCount(db, { activity, state, code }, null, today)

test('what an activity lacks is kept when it is saved, and marked as fixed once it is there', async () => {
  const reference = await added({ ownerName: '' })
  const finding = await one(reference, 'ROP-09')
  assert.equal(finding.firstSeenOn, '2026-11-22')
  assert.equal(finding.fixedOn, null)
  await changeApproved(db, grace, reference, ActivityDraft.parse(activityContent({ ownerName: 'Head of Libraries' })))
  assert.deepEqual(
    (await found(reference, 'ROP-09')).map(({ id, fixedOn }) => [id, fixedOn]),
    [[finding.id, '2026-11-22']],
  )
})

test('checking unchanged activities again finds the same, and nothing twice', async () => {
  await added()
  const before = await findingList(db, {}, null, window())
  const run = await checkRegisterAsJob(db, { who: program('Schedule'), clock })
  assert.ok(run.ran)
  assert.match(run.value.numbers.notes?.join(' ') ?? '', /0 findings are new, and 0 are found no more/)
  assert.deepEqual(await findingList(db, {}, null, window()), before)
})

test('a day alone makes a review overdue, and the nightly checks find it', async () => {
  const reference = await added({ ownerName: 'Head of Libraries', reviewCycleMonths: 1 })
  assert.equal((await found(reference, 'ROP-09')).length, 0)
  today = '2026-12-23'
  try {
    assert.ok((await checkRegisterAsJob(db, { who: program('Schedule'), clock })).ran)
    assert.match((await one(reference, 'ROP-09')).text, /review/i)
  } finally {
    today = '2026-11-22'
    assert.ok((await checkRegisterAsJob(db, { who: program('Schedule'), clock })).ran)
  }
})

test('an accepted finding is not open until its last day is over, and can be opened again before', async () => {
  const reference = await added({ ownerName: '' })
  const { id } = await one(reference, 'ROP-09')
  const activityId = (await activityByReference(db, reference, null))?.id ?? 0
  const count = async () => (await openFindingCounts(db, [activityId], today)).get(activityId) ?? 0
  const before = await count()
  assert.ok((await acceptFinding(db, grace, id, { reason: 'A new head starts', until: '2026-11-30' })).ok)
  assert.equal(await count(), before - 1)
  assert.equal(await inState(reference, 'accepted', 'ROP-09'), 1)
  today = '2026-11-30'
  assert.equal(await inState(reference, 'accepted', 'ROP-09'), 1)
  today = '2026-12-01'
  assert.equal(await inState(reference, 'open', 'ROP-09'), 1)
  today = '2026-11-22'
  assert.ok((await reopenFinding(db, grace, id)).ok)
  assert.equal(await count(), before)
})

test('what was accepted, fixed and comes back is open: another state of things was accepted', async () => {
  const reference = await added({ ownerName: '' })
  const { id } = await one(reference, 'ROP-09')
  assert.ok((await acceptFinding(db, grace, id, { reason: 'For now', until: '2027-03-31' })).ok)
  await changeApproved(db, grace, reference, ActivityDraft.parse(activityContent({ ownerName: 'Somebody' })))
  assert.equal(await inState(reference, 'fixed', 'ROP-09'), 1)
  assert.equal((await acceptFinding(db, grace, id, { reason: 'Again', until: '2027-03-31' })).ok, false)
  await changeApproved(db, grace, reference, ActivityDraft.parse(activityContent({ ownerName: '' })))
  assert.equal(await inState(reference, 'open', 'ROP-09'), 1)
})

test('a finding is seen to by governance or a manager, and by nobody else', async () => {
  const { id } = await one(await added({ ownerName: '' }), 'ROP-09')
  const { manager, auditor } = world.users
  assert.ok((await assignFinding(db, grace, id, manager.id)).ok)
  assert.equal(await findingCount(db, { owner: manager.id }, null, today), 1)
  assert.equal((await assignFinding(db, grace, id, auditor.id)).ok, false)
  assert.equal((await assignFinding(db, grace, id, 999_999)).ok, false)
  assert.ok((await assignFinding(db, grace, id, null)).ok)
  await assert.rejects(assignFinding(db, acting(clock, 'auditor'), id, null), /may not/)
})
