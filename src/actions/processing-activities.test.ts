import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { contentsOf } from '../../db/queries/activity-contents.ts'
import { activityCount, activityList } from '../../db/queries/activity-list.ts'
import { versionsOf } from '../../db/queries/activity-versions.ts'
import { addPrivacyNotice } from '../../db/queries/privacy-notices.ts'
import { activityByReference, retirementOf } from '../../db/queries/processing-activities.ts'
import { activityContent, confirmed } from '../../db/test-activity.ts'
import { anyActivity } from '../../db/test-any-activity.ts'
import { smallWorld, temporaryDatabase, tries } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { searchWords } from '../domain/activity-search.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'
import { addActivity, CHANGED_MEANWHILE, saveDraft } from './activity-drafts.ts'
import { retireActivity } from './processing-activities.ts'
import { acting } from './test-acting.ts'
import { addApproved, changeApproved } from './test-activities.ts'

const { db, close } = await temporaryDatabase()
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const grace = acting(clock)
let nextNumber = 1
const nextReference = () => `TST-A${nextNumber++}`

before(async () => {
  const world = await smallWorld(db)
  await addPrivacyNotice(db, {
    code: 'libraries',
    title: 'Library service privacy notice',
    serviceId: world.services.libraries,
    fileName: 'libraries.txt',
    body: 'One\nTwo',
    createdOn: null,
    reviewedOn: null,
    shortestPeriod: 'P1Y',
    longestPeriod: 'P6Y',
    facts: [],
  })
})
after(close)

const inForce = (version: number) => ({ version, revision: 0 })
const draft = (content: unknown): ActivityDraft => ActivityDraft.parse(content)

async function added(parts: Partial<ActivityContent> = {}): Promise<string> {
  const reference = nextReference()
  const outcome = await addApproved(db, grace, reference, draft(activityContent(parts)))
  assert.deepEqual(outcome, { ok: true, value: reference })
  return reference
}

async function contentOf(reference: string): Promise<ActivityContent> {
  const activity = await activityByReference(db, reference, null)
  return (await contentsOf(db, [activity!.currentVersionId!])).get(activity!.currentVersionId!)!
}

test('an added activity is approved from today and due for review a cycle later', async () => {
  const activity = await activityByReference(db, await added({ reviewCycleMonths: 6 }), null)
  assert.equal(activity?.status, 'approved')
  assert.equal(activity?.version, 1)
  assert.equal(activity?.approvedOn, '2026-11-22')
  assert.equal(activity?.nextReviewOn, '2027-05-22')
})

test('a reference that is taken is refused and nothing is written', async () => {
  const reference = await added()
  const before = await versionCount()
  const outcome = await addActivity(db, grace, reference, draft(activityContent()))
  assert.deepEqual(outcome.ok ? [] : outcome.problems.map(({ field }) => field), ['reference'])
  assert.equal(await versionCount(), before)
})

test('a change writes a new version and leaves the earlier one as it was', async () => {
  const reference = await added()
  await changeApproved(db, grace, reference, draft(activityContent({ title: 'Membership' })))
  const activity = await activityByReference(db, reference, null)
  const versions = await versionsOf(db, activity!.id)
  const contents = await contentsOf(
    db,
    versions.map(({ id }) => id),
  )
  assert.deepEqual(
    versions.map(({ id, version }) => [version, contents.get(id)?.title]),
    [
      [2, 'Membership'],
      [1, 'Library membership'],
    ],
  )
  assert.equal(activity?.approvedOn, '2026-11-22')
})

test('the database itself refuses to change or delete what a version says', async () => {
  await added()
  const refused = /a version of an activity never changes|a fact of a version is written anew/
  await assert.rejects(db.updateTable('activityVersions').set({ title: 'Other' }).execute(), refused)
  await assert.rejects(db.updateTable('activityPurposes').set({ text: 'Other' }).execute(), refused)
  await assert.rejects(db.deleteFrom('activityNotes').execute(), refused)
})

test('a shorter review cycle brings the next review forward', async () => {
  const reference = await added()
  await changeApproved(db, grace, reference, draft(activityContent({ reviewCycleMonths: 3 })))
  assert.equal((await activityByReference(db, reference, null))?.nextReviewOn, '2027-02-22')
})

test('of fifty people who change the same version, one wins and nothing of the others is written', async () => {
  const reference = await added()
  const before = await versionCount()
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      saveDraft(db, grace, reference, inForce(1), draft(activityContent({ title: `Title ${at}` }))),
    ),
  )
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  for (const outcome of outcomes) if (!outcome.ok) assert.equal(outcome.problems[0]?.field, CHANGED_MEANWHILE)
  assert.equal(await versionCount(), before + 1)
  assert.equal((await activityByReference(db, reference, null))?.version, 1)
})

test('a version number that the activity never had is refused as stale', async () => {
  const outcome = await saveDraft(db, grace, await added(), inForce(99), draft(activityContent()))
  assert.equal(outcome.ok ? '' : outcome.problems[0]?.field, CHANGED_MEANWHILE)
})

test('a retired activity keeps its reason, is listed, and is changed no more', async () => {
  const reference = await added()
  const { id } = (await activityByReference(db, reference, null))!
  assert.equal((await retireActivity(db, grace, reference, 'The service has ended')).ok, true)
  assert.equal((await retireActivity(db, grace, reference, 'Again')).ok, false)
  assert.deepEqual(await retirementOf(db, id), {
    reason: 'The service has ended',
    retiredAt: '2026-11-22T12:00:00.000Z',
    retiredByName: 'Grace Ashby',
  })
  assert.equal((await saveDraft(db, grace, reference, inForce(1), draft(activityContent()))).ok, false)
  assert.equal(await activityCount(db, { status: 'retired', words: [reference.toLowerCase()] }, null), 1)
})

test('a draft that names what the register does not have is refused, with each field', async () => {
  const outcome = await addActivity(
    db,
    grace,
    nextReference(),
    draft(
      activityContent({
        service: 'XYZ',
        rules: [{ ...confirmed, rule: 'XX-01' }],
        systems: [{ ...confirmed, sourceSystem: 'XX' }],
        parties: [{ ...confirmed, part: 'controller', organisation: 'Nobody', detail: '', contract: '' }],
        purposes: [{ ...confirmed, standing: 'stated', notice: 'nothing', lines: 'L1', text: 'Lend books' }],
      }),
    ),
  )
  assert.deepEqual(
    (outcome.ok ? [] : outcome.problems).map(({ field }) => field),
    ['service', 'rules.0.rule', 'systems.0.sourceSystem', 'purposes.0.notice', 'parties.0.organisation'],
  )
})

test('an organisation is found by its name as well as by its code, whatever the capitals', async () => {
  const parties = [
    {
      ...confirmed,
      part: 'controller' as const,
      organisation: 'cambridgeshire county council',
      detail: '',
      contract: '',
    },
    { ...confirmed, part: 'joint controller' as const, organisation: 'ccc', detail: '', contract: '' },
  ]
  const content = await contentOf(await added({ parties }))
  assert.deepEqual(
    content.parties.map(({ organisation }) => organisation),
    ['CCC', 'CCC'],
  )
})

test('a term that the register has keeps its mark, and a draft with another mark is refused', async () => {
  const health = { ...confirmed, kind: 'personal data category' as const, name: 'Health details' }
  await added({ terms: [{ ...health, mark: 'special category' }] })
  const unmarked = draft({ ...activityContent(), terms: [{ ...health, name: 'health DETAILS', mark: null }] })
  const reference = nextReference()
  await addApproved(db, grace, reference, unmarked)
  assert.deepEqual(
    (await contentOf(reference)).terms.map(({ name, mark }) => [name, mark]),
    [['Health details', 'special category']],
  )
  const outcome = await addActivity(
    db,
    grace,
    nextReference(),
    draft(activityContent({ terms: [{ ...health, mark: 'none' }] })),
  )
  assert.deepEqual(outcome.ok ? [] : outcome.problems.map(({ field }) => field), ['terms.0.mark'])
})

test('every word of a search must be found, and signs that databases read specially are only signs', async () => {
  const percent = await added({ remarks: 'Growth of 100% a\\year' })
  await added({ remarks: 'Growth of 1000 a year' })
  const found = async (query: string) =>
    (await activityList(db, { words: searchWords(query) }, null, { order: 'reference', offset: 0, limit: 50 })).map(
      ({ reference }) => reference,
    )
  assert.deepEqual(await found('100% GROWTH'), [percent])
  assert.deepEqual(await found('a\\year'), [percent])
  assert.deepEqual(await found('growth nonsense'), [])
  assert.ok((await found('cambridgeshire COUNCIL lend')).length > 2)
})

test('references are listed in the order in which people count', async () => {
  for (const reference of ['ZZ-A10', 'ZZ-A2', 'ZZ-A1', 'ZZ-A10-B'])
    await addActivity(db, grace, reference, draft(activityContent({ remarks: 'ordering' })))
  const rows = await activityList(db, { words: ['ordering'] }, null, { order: 'reference', offset: 0, limit: 50 })
  assert.deepEqual(
    rows.map(({ reference }) => reference),
    ['ZZ-A1', 'ZZ-A2', 'ZZ-A10', 'ZZ-A10-B'],
  )
})

test('a manager’s reach limits the list and its count', async () => {
  await added({ service: 'MUS', remarks: 'reachable' })
  await added({ service: 'LIB', remarks: 'reachable' })
  const { id } = (await db.selectFrom('services').select('id').where('code', '=', 'MUS').executeTakeFirst())!
  assert.equal(await activityCount(db, { words: ['reachable'] }, [id]), 1)
  assert.equal(await activityCount(db, { words: ['reachable'] }, []), 0)
  assert.equal(await activityCount(db, { words: ['reachable'] }, null), 2)
})

test('whatever is saved reads back the same', async () => {
  await fc.assert(
    fc.asyncProperty(anyActivity(), async (content) => {
      assert.deepEqual(unsigned(await contentOf(await added(content))), unsigned(content))
    }),
    { numRuns: tries(60) },
  )
})

/** Without who answers for each fact, which is settled when it is saved. */
const unsigned = (content: ActivityContent): unknown =>
  JSON.parse(JSON.stringify(content, (name, value) => (name === 'byName' || name === 'byOn' ? undefined : value)))

async function versionCount(): Promise<number> {
  return (await db.selectFrom('activityVersions').select('id').execute()).length
}
