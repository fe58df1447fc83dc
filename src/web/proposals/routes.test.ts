import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
after(site.close)

const proposed = { ...confirmed, standing: 'proposed' as const }

before(async () => {
  const purposes = [
    { ...proposed, text: 'Lend books' },
    { ...proposed, text: 'Let rooms' },
  ]
  const content = activityContent({ purposes, rules: [{ ...proposed, rule: 'LIB-03' }] })
  await addApproved(site.db, acting(site.clock), 'LIB-A1', ActivityDraft.parse(content))
  await addApproved(site.db, acting(site.clock), 'LIB-A2', ActivityDraft.parse(activityContent()))
})

const traces = (text: string): string[] => [...text.matchAll(/name="accept" value="([^"]+\.[^"]+)"/g)].map((m) => m[1]!)

test('what is only proposed waits in a list, activity by activity', async () => {
  const { text } = await governance.get('/proposals')
  for (const words of ['Lend books', 'Let rooms', 'LIB-03']) assert.ok(text.includes(words), words)
  assert.equal(traces(text).length, 3)
  assert.doesNotMatch(text, /LIB-A2/)
})

test('one is accepted as it stands, by whoever accepts it, in the draft of the next version', async () => {
  const [first] = traces((await governance.get('/proposals')).text)
  const seen = { reference: 'LIB-A1', version: '1', revision: '0' }
  assert.equal((await governance.post('/proposals', { ...seen, accept: first ?? '' })).status, 303)
  const { text } = await governance.get('/proposals')
  assert.match(text, /Accepted in the draft of version 2 of LIB-A1/)
  assert.equal(traces(text).length, 2)
  const fact = await site.db
    .selectFrom('activityPurposes')
    .select(['standing', 'byName', 'byOn'])
    .where('text', '=', 'Lend books')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  assert.deepEqual(fact, { standing: 'confirmed', byName: 'Grace Ashby', byOn: '2026-11-22' })
})

test('nothing is accepted over what somebody else has changed', async () => {
  const stale = { reference: 'LIB-A1', version: '1', revision: '0', accept: 'all' }
  const answer = await governance.post('/proposals', stale)
  assert.equal(answer.status, 409)
  assert.match(answer.text, /has changed since you opened this page/)
  assert.equal((await governance.post('/proposals', { accept: 'all' })).status, 400)
})

test('all of an activity are accepted at once, and wait no longer once the draft is approved', async () => {
  assert.equal(
    (await governance.post('/proposals', { reference: 'LIB-A1', version: '2', revision: '1', accept: 'all' })).status,
    303,
  )
  const seen = { version: '2', revision: '2', text: '' }
  for (const step of ['submission', 'approval'])
    assert.equal((await governance.post(`/processing-activities/LIB-A1/draft/${step}`, seen)).status, 303)
  assert.match((await governance.get('/proposals')).text, /Nothing is only proposed/)
})
