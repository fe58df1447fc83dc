import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
after(site.close)

const add = (reference: string, parts: Partial<ActivityContent>) =>
  addApproved(site.db, acting(site.clock), reference, ActivityDraft.parse(activityContent(parts)))

const abroad = {
  ...confirmed,
  country: 'India',
  recipient: '',
  mechanism: 'not stated' as const,
  safeguard: '',
  document: '',
  riskAssessment: '',
  verifiedOn: null,
}

before(async () => {
  await add('LIB-A1', { title: 'Lending <b>&</b> "returns"', transfers: [abroad], notes: [] })
  await add('MUS-A1', { title: 'Music tuition', service: 'MUS' })
})

test('the page of a data flow has the picture, and all that it says in words', async () => {
  const { status, text } = await governance.get('/processing-activities/lib-a1/picture')
  assert.equal(status, 200)
  assert.match(text, /<svg [^>]*role="img" aria-labelledby="picture-title picture-description"/)
  assert.match(text, /<section class="app-scroll" aria-label="[^"]*" tabindex="0">/)
  for (const words of ['Library members', 'Supplier of the library', 'Restricted transfer', 'The picture in words'])
    assert.ok(text.includes(words), words)
  assert.match(text, /India: restricted transfer; no safeguard stated/)
})

test('a title is text in the picture, and no page carries a style of its own', async () => {
  const { text } = await governance.get('/processing-activities/LIB-A1/picture')
  assert.match(text, /&lt;b&gt;&amp;&lt;\/b&gt;/)
  assert.doesNotMatch(text, /<b>|<style|\sstyle=/)
})

test('a manager sees the pictures of their services only, and the signed-out none', async () => {
  assert.equal((await manager.get('/processing-activities/LIB-A1/picture')).status, 200)
  assert.equal((await manager.get('/processing-activities/MUS-A1/picture')).status, 404)
  assert.equal((await governance.get('/processing-activities/NONE-A1/picture')).status, 404)
  const nobody = await site.visitor().get('/processing-activities/LIB-A1/picture')
  assert.equal(nobody.headers.get('location'), '/sign-in')
})

test('an address with filters is refused', async () => {
  assert.equal((await governance.get('/processing-activities/LIB-A1/picture?size=9')).status, 400)
})
