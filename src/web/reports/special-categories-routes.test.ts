import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import type { TermMark } from '../../domain/processing-activity.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
after(site.close)

const PATH = '/reports/special-categories'
const add = (reference: string, service: string, held: Record<string, TermMark>) => {
  const terms = Object.entries(held).map(([name, mark]) => ({
    ...confirmed,
    kind: 'personal data category' as const,
    name,
    mark,
  }))
  const content = activityContent({ service, terms })
  return addApproved(site.db, acting(site.clock), reference, ActivityDraft.parse(content))
}

test('a register without special categories says so', async () => {
  const { status, text } = await governance.get(PATH)
  assert.equal(status, 200)
  assert.match(text, /No processing activity holds special category or offence data/)
})

test('services are shown with what they hold and in how many activities; a manager sees their own', async () => {
  await add('LIB-A1', 'LIB', { 'Health details': 'special category', Names: 'none' })
  await add('LIB-A2', 'LIB', { 'Health details': 'special category' })
  await add('MUS-A1', 'MUS', { 'DBS certificates': 'criminal offence' })
  const { text } = await governance.get(PATH)
  assert.match(text, /<svg [^>]*role="img"/)
  assert.match(text, /Health details \(special category\): 2 processing activities/)
  assert.match(text, /DBS certificates \(criminal offence\): 1 processing activity/)
  assert.doesNotMatch(text, /Names/)
  const own = (await manager.get(PATH)).text
  assert.match(own, /Health details/)
  assert.doesNotMatch(own, /DBS certificates/)
})

test('what a retired activity held is held no more', async () => {
  await site.db
    .updateTable('processingActivities')
    .set({ status: 'retired' })
    .where('reference', '=', 'MUS-A1')
    .execute()
  assert.doesNotMatch((await governance.get(PATH)).text, /DBS certificates/)
})

test('nobody sees it without signing in', async () => {
  assert.equal((await site.visitor().get(PATH)).headers.get('location'), '/sign-in')
})
