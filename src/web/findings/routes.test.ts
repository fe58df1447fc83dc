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

before(async () => {
  for (const [reference, service] of [
    ['LIB-A1', 'LIB'],
    ['MUS-A1', 'MUS'],
  ] as const)
    await addApproved(
      site.db,
      acting(site.clock),
      reference,
      ActivityDraft.parse(activityContent({ service, ownerName: '' })),
    )
})

const idOf = async (reference: string, code: string): Promise<number> =>
  (
    await site.db
      .selectFrom('findings as finding')
      .innerJoin('processingActivities as activity', 'activity.id', 'finding.activityId')
      .select('finding.id')
      .where('activity.reference', '=', reference)
      .where('finding.code', '=', code)
      .executeTakeFirstOrThrow()
  ).id

test('the list shows what is open with its law and what to do, and is narrowed by its filters', async () => {
  const { text } = await governance.get('/findings')
  assert.match(text, /No owner is named who answers for this activity/)
  assert.match(text, /UK GDPR Article 5\(2\)/)
  const narrowed = (await governance.get('/findings?code=rop-09&activity=lib-a1')).text
  assert.match(narrowed, /LIB-A1/)
  assert.doesNotMatch(narrowed, />MUS-A1</)
  assert.match((await governance.get('/findings?state=fixed')).text, /Nothing is found that matches/)
  assert.equal((await governance.get('/findings?severity=terrible')).status, 400)
})

test('a finding is accepted with a reason and a last day; what is missing is said and what was typed is kept', async () => {
  const address = `/findings/${await idOf('LIB-A1', 'ROP-09')}`
  const wrong = await governance.post(`${address}/acceptance`, { reason: 'Because <b>', until: '31/12/2025' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /Enter a day that is not in the past/)
  assert.match(wrong.text, /Because &lt;b&gt;/)
  const far = await governance.post(`${address}/acceptance`, { reason: 'x', until: '2099-01-01' })
  assert.match(far.text, /within two years/)
  const good = { reason: 'A new head starts', until: '31/01/2027' }
  assert.equal((await governance.post(`${address}/acceptance`, good)).status, 303)
  const { text } = await governance.get(address)
  assert.match(text, /A new head starts/)
  assert.match(text, /until 31 January 2027/)
  assert.equal((await governance.post(`${address}/reopening`, {})).status, 303)
  assert.doesNotMatch((await governance.get(address)).text, /A new head starts/)
})

test('a manager sees the findings of their services, and decides about none', async () => {
  const { text } = await manager.get('/findings')
  assert.match(text, />LIB-A1</)
  assert.doesNotMatch(text, />MUS-A1</)
  assert.equal((await manager.get(`/findings/${await idOf('MUS-A1', 'ROP-09')}`)).status, 404)
  const own = `/findings/${await idOf('LIB-A1', 'ROP-09')}`
  assert.doesNotMatch((await manager.get(own)).text, /Accept it as it is for now/)
  assert.equal((await manager.post(`${own}/acceptance`, { reason: 'x', until: '2027-01-01' })).status, 403)
})

test('completeness counts the activities of which nothing is found that is missing or wrong', async () => {
  const { text } = await governance.get('/reports/completeness')
  assert.match(text, /How complete the register is/)
  assert.match(text, /\/findings\?service=LIB&amp;severity=error|\/findings\?service=LIB&#38;severity=error|severity=/)
})

test('what does not exist is not found', async () => {
  for (const address of ['/findings/999999', '/findings/x', '/findings?page=99'])
    assert.equal((await governance.get(address)).status, 404, address)
})
