import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { activityContent } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
after(site.close)

const add = (reference: string, title: string) =>
  addApproved(site.db, acting(site.clock), reference, ActivityDraft.parse(activityContent({ title })))

before(async () => {
  await add('LIB-A1', 'Library membership')
  await add('LIB-A2', 'Loans')
  await add('LIB-A3', 'Hire of rooms')
  await site.db
    .updateTable('processingActivities')
    .set({ status: 'retired' })
    .where('reference', '=', 'LIB-A3')
    .execute()
})

test('the picture of a service has its activities, but for retired ones', async () => {
  assert.match((await governance.get('/services/LIB')).text, /href="\/services\/LIB\/picture"/)
  const { status, text } = await governance.get('/services/LIB/picture')
  assert.equal(status, 200)
  assert.match(text, /<svg [^>]*role="img"/)
  assert.match(text, /LIB-A1: Library membership/)
  assert.match(text, /LIB-A2: Loans/)
  assert.doesNotMatch(text, /Hire of rooms/)
})

test('a service without activities says so instead of a picture', async () => {
  const { text } = await governance.get('/services/MUS/picture')
  assert.match(text, /This service has no processing activity in the register\./)
  assert.doesNotMatch(text, /app-picture__drawing/)
})

test('a manager sees the picture of their service only', async () => {
  assert.equal((await manager.get('/services/LIB/picture')).status, 200)
  assert.equal((await manager.get('/services/MUS/picture')).status, 404)
  assert.equal((await governance.get('/services/NONE/picture')).status, 404)
  assert.equal((await site.visitor().get('/services/LIB/picture')).headers.get('location'), '/sign-in')
})
