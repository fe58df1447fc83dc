import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { activitiesToReview } from '../../db/queries/activity-reviews.ts'
import { requestItems } from '../../db/queries/review-request-items.ts'
import { reviewRequestById, reviewRequestList } from '../../db/queries/review-requests.ts'
import { confirmActivity } from './activity-confirmations.ts'
import { askForChange } from './change-requests.ts'
import { mergeService } from './merge-services.ts'
import { retireActivity } from './processing-activities.ts'
import { askForReviews, withdrawRequest } from './review-requests.ts'
import { changeApproved } from './test-activities.ts'
import { cycleWorld } from './test-cycle.ts'
import { refusals } from './test-review.ts'

let at: Awaited<ReturnType<typeof cycleWorld>>
beforeEach(async () => {
  at = await cycleWorld()
})
afterEach(() => at.close())

const site = { baseUrl: 'https://muniment.example.gov.uk' }
const draft = { services: ['LIB'], due: '2026-11-28', message: 'Before the audit.\n\nThank you', unmanaged: false }
const both = { ...draft, services: ['LIB', 'MUS'], unmanaged: true }
const said = { version: 1, text: '' }

const ask = (parts: Partial<typeof draft> = {}) => askForReviews(at.db, at.governance, { ...draft, ...parts }, site)
async function asked(parts: Partial<typeof draft> = {}): Promise<number> {
  const done = await ask(parts)
  assert.deepEqual(refusals(done), [])
  return done.ok ? done.value : 0
}
const request = async (id: number) => (await reviewRequestById(at.db, id, null))!
const answers = async (id: number, reach: number[] | null = null) =>
  Object.fromEntries((await requestItems(at.db, id, reach)).map(({ reference, answer }) => [reference, answer]))
const nextReview = async (reference: string) => (await at.activity(reference)).nextReviewOn

describe('asking the owners of a service', () => {
  test('brings later reviews forward, leaves those that are due sooner, and tells each manager once', async () => {
    await at.db
      .updateTable('processingActivities')
      .set({ nextReviewOn: '2026-10-01' })
      .where('reference', '=', 'LIB-A2')
      .execute()
    const id = await asked()
    assert.equal(await nextReview('LIB-A1'), '2026-11-28')
    assert.equal(await nextReview('LIB-A2'), '2026-10-01')
    assert.equal(await nextReview('MUS-A1'), '2026-12-01')
    assert.deepEqual(await answers(id), { 'LIB-A1': null, 'LIB-A2': null })
    const [message, ...others] = await at.messages()
    assert.deepEqual(others, [])
    assert.equal(message?.subject, 'Review your processing activities by 28 November 2026')
    assert.match(message?.text ?? '', /Grace Ashby asks you to review 2 activities of Libraries by 28 November 2026/)
    assert.match(message?.text ?? '', new RegExp(`Before the audit\\.\n\nThank you\n\n.*:\n.*/review-requests/${id}\n`))
    assert.equal((await at.events()).at(-1), `review asked for ${id}`)
  })

  test('a service without a manager is said before anything is sent', async () => {
    assert.deepEqual(refusals(await ask({ services: ['LIB', 'MUS'] })), [
      'unmanaged: Cambridgeshire Music has no manager, so that nobody would be told of 1 activity: leave it out, or say that you know',
    ])
    assert.deepEqual(await at.messages(), [])
    const id = await asked(both)
    assert.deepEqual(Object.keys(await answers(id)).sort(), ['LIB-A1', 'LIB-A2', 'MUS-A1'])
    assert.equal((await at.messages()).length, 1)
  })

  test('a service that is not there, or has nothing in force, is refused', async () => {
    assert.deepEqual(refusals(await ask({ services: ['NONE'] })), ['services: Choose services from the list'])
    await retireActivity(at.db, at.governance, 'MUS-A1', 'Ended')
    assert.deepEqual(refusals(await ask({ services: ['MUS'] })), [
      'services: Cambridgeshire Music has no activity in force to review',
    ])
    assert.deepEqual(Object.keys(await answers(await asked({ services: ['all'] }))), ['LIB-A1', 'LIB-A2'])
  })

  test('a second officer who sends the same is told of the first, also at the same moment', async () => {
    const sent = await Promise.all([ask(), ask(), ask()])
    const ids = sent.flatMap((one) => (one.ok ? [one.value] : []))
    assert.equal(ids.length, 1)
    assert.equal((await at.messages()).length, 1)
    assert.equal((await reviewRequestList(at.db, {}, null, { limit: 10, offset: 0 })).length, 1)
    for (const one of sent) if (!one.ok) assert.match(one.problems[0]!.text, /asked already|has just asked/)
    assert.deepEqual(refusals(await ask({ due: '2026-12-24' })), [
      `services: Libraries is asked already, by Grace Ashby until 28 November 2026 (request ${ids[0]}): wait for the answers, or withdraw that request first`,
    ])
    const all = await asked({ services: ['all'], unmanaged: true })
    assert.deepEqual(Object.keys(await answers(all)), ['MUS-A1'])
  })

  test('is for governance alone', async () => {
    await assert.rejects(askForReviews(at.db, at.manager, draft, site), /manager may not ask for reviews/)
  })
})

describe('a request that is answered', () => {
  test('has each answer with who gave it, and closes by itself with the last', async () => {
    const id = await asked()
    assert.ok((await confirmActivity(at.db, at.manager, 'LIB-A1', said)).ok)
    assert.equal(await nextReview('LIB-A1'), '2027-11-26')
    assert.deepEqual(await answers(id), { 'LIB-A1': 'confirmed', 'LIB-A2': null })
    assert.equal((await request(id)).closedAt, null)
    assert.ok((await askForChange(at.db, at.manager, 'LIB-A2', { version: 1, text: 'Another supplier' })).ok)
    const { closedAt, confirmed, changeAsked, open } = await request(id)
    assert.deepEqual([typeof closedAt, confirmed, changeAsked, open], ['string', 1, 1, 0])
    assert.ok((await ask()).ok, 'the service may be asked again')
  })

  test('counts what governance has approved anew or retired', async () => {
    const id = await asked()
    await changeApproved(at.db, at.governance, 'LIB-A1', { ...at.content('LIB'), title: 'Another title' })
    await retireActivity(at.db, at.governance, 'LIB-A2', 'Ended')
    assert.deepEqual(await answers(id), { 'LIB-A1': 'approved anew', 'LIB-A2': 'retired' })
    assert.notEqual((await request(id)).closedAt, null)
  })

  test('two last answers at the same moment close it, too', async () => {
    const id = await asked()
    await Promise.all(['LIB-A1', 'LIB-A2'].map((reference) => confirmActivity(at.db, at.manager, reference, said)))
    assert.notEqual((await request(id)).closedAt, null)
  })

  test('asks anew what was confirmed earlier on the same day', async () => {
    await confirmActivity(at.db, at.manager, 'LIB-A1', said)
    const id = await asked()
    assert.equal(await nextReview('LIB-A1'), '2026-11-28')
    const again = await confirmActivity(at.db, at.manager, 'LIB-A1', said)
    assert.deepEqual(again, { ok: true, value: { nextReviewOn: '2027-11-26', already: null } })
    assert.deepEqual(await answers(id), { 'LIB-A1': 'confirmed', 'LIB-A2': null })
  })

  test('is seen by a manager as far as their services go', async () => {
    const id = await asked(both)
    const own = [at.world.services.libraries]
    assert.deepEqual(Object.keys(await answers(id, own)), ['LIB-A1', 'LIB-A2'])
    const seen = await reviewRequestById(at.db, id, own)
    assert.deepEqual([seen?.activities, seen?.services], [2, ['Libraries']])
    const music = await asked({ services: ['MUS'], unmanaged: true }).catch(() => 0)
    assert.equal(music, 0, 'Music is asked already')
    assert.equal(await reviewRequestById(at.db, id, []), undefined)
  })
})

describe('a service that was merged into another', () => {
  test('is asked as that other, and what it was asked stays to be answered', async () => {
    const { administrator } = at.world.users
    const id = await asked({ services: ['MUS'], unmanaged: true })
    assert.ok((await mergeService(at.db, at.act(administrator), 'MUS', 'LIB')).ok)
    const own = [at.world.services.libraries, at.world.services.music]
    assert.deepEqual(
      (await requestItems(at.db, id, own)).map(({ service }) => service),
      ['LIB'],
    )
    assert.match(refusals(await ask())[0] ?? '', /Libraries is asked already/)
    assert.ok((await confirmActivity(at.db, at.governance, 'MUS-A1', said)).ok)
    const all = await asked()
    assert.deepEqual(Object.keys(await answers(all)), ['LIB-A1', 'LIB-A2', 'MUS-A1'])
    const due = await activitiesToReview(at.db, null, '2026-12-31')
    assert.deepEqual([...new Set(due.map(({ serviceName }) => serviceName))], ['Libraries'])
  })
})

describe('a request that is withdrawn', () => {
  test('puts back what nobody has answered, tells the managers of that, and may be followed by another', async () => {
    const id = await asked()
    await confirmActivity(at.db, at.manager, 'LIB-A1', said)
    assert.ok((await withdrawRequest(at.db, at.governance, id, 'The audit is put off', site)).ok)
    assert.equal(await nextReview('LIB-A1'), '2027-11-26')
    assert.equal(await nextReview('LIB-A2'), '2026-12-01')
    assert.match((await at.messages()).at(-1)?.text ?? '', /has withdrawn the request[\s\S]*The audit is put off/)
    assert.deepEqual(refusals(await withdrawRequest(at.db, at.governance, id, 'Again', site)), [
      'version: This request has ended already, so that nothing was done',
    ])
    assert.ok((await ask()).ok)
  })

  test('takes the finding away of a day that it had brought forward', async () => {
    const id = await asked()
    const later = at.act(at.world.users.governance, '2026-11-30')
    assert.ok((await withdrawRequest(at.db, later, id, 'No longer needed', site)).ok)
    assert.ok(!(await at.openFindings('LIB-A1')).includes('ROP-09 review'))
  })
})
