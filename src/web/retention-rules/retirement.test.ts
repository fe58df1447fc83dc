import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { addRecord } from '../../../db/test-records.ts'
import { caseRule } from '../../../db/test-rules.ts'
import { addRule } from '../../actions/retention-rules.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
after(site.close)
const governance = await site.signInAs('governance')
const grace = acting(site.clock)

test('a rule under which records are held says so, with numbers, and offers no form', async () => {
  await addRecord(site.db, site.world, { rule: 'LIB-01', triggerOn: '2025-02-28' })
  const { text } = await governance.get('/retention-rules/LIB-01/retirement')
  assert.match(
    text,
    /1 record is still held under LIB-01 \(1 retained\): a rule is retired when nothing is left under it\./,
  )
  assert.match(text, /href="\/records\?rule=LIB-01"/)
  assert.doesNotMatch(text, /Retire this rule/)
  const posted = await governance.post('/retention-rules/LIB-01/retirement', { reason: 'Ended' })
  assert.equal(posted.status, 422)
})

test('a rule is retired with a reason, marked in the schedule, offered no more, and brought back', async () => {
  const content = caseRule({ serviceId: site.world.services.libraries, recordSeries: 'Wartime ration books' })
  assert.ok((await addRule(site.db, grace, { ...content, code: 'OLD-01' })).ok)
  const activity = ActivityDraft.parse(activityContent({ rules: [{ ...confirmed, rule: 'OLD-01' }] }))
  assert.ok((await addApproved(site.db, grace, 'OLD-A1', activity)).ok)
  const form = await governance.get('/retention-rules/OLD-01/retirement')
  assert.match(form.text, /OLD-A1/)
  const silent = await governance.post('/retention-rules/OLD-01/retirement', { reason: '' })
  assert.deepEqual([silent.status, /Enter why this rule is retired/.test(silent.text)], [422, true])
  const reason = 'Rationing <ended>'
  const done = await governance.post('/retention-rules/OLD-01/retirement', { reason })
  assert.equal(done.headers.get('location'), '/retention-rules/OLD-01')
  const shown = (await governance.get('/retention-rules/OLD-01')).text
  assert.match(shown, /Retired on 22 November 2026.* by Grace Ashby: Rationing &lt;ended&gt;\. Nothing new/)
  assert.doesNotMatch(shown, /Change this rule/)
  for (const path of ['edit', 'retirement'])
    assert.equal((await governance.get(`/retention-rules/OLD-01/${path}`)).status, 409, path)
  assert.match((await governance.get('/retention-rules?status=retired')).text, /OLD-01[\s\S]*Retired/)
  assert.doesNotMatch((await governance.get('/retention-rules?status=in+force')).text, /OLD-01/)
  assert.match((await governance.get('/retention-rules.csv')).text, /OLD-01,Wartime ration books,.*,retired,1,/)
  assert.match((await governance.get('/retention-rules.csv?as-at=2026-11-21')).text, /^(?![\s\S]*OLD-01)/)
  assert.doesNotMatch((await governance.get('/processing-activities/new')).text, /value="OLD-01"/)
  const back = await governance.post('/retention-rules/OLD-01/reinstatement', { reason: 'It came back' })
  assert.equal(back.status, 303)
  assert.match((await governance.get('/retention-rules/OLD-01')).text, /OLD-01 is in force again/)
  assert.equal((await governance.get('/retention-rules/OLD-01/reinstatement')).status, 409)
})
