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
const auditor = await site.signInAs('auditor')
after(site.close)

const LIST = '/processing-activities'
const add = (reference: string, parts: Partial<ActivityContent> = {}) =>
  addApproved(site.db, acting(site.clock), reference, ActivityDraft.parse(activityContent(parts)))

before(async () => {
  await add('LIB-A1')
  await add('MUS-A1', { service: 'MUS' })
})

test('a part is answered alone, and the other parts stay as they were', async () => {
  const seen = { version: '1', revision: '0' }
  const answer = await governance.post(`${LIST}/LIB-A1/draft/how-safe`, {
    ...seen,
    'terms.0.kind': 'security measure',
    'terms.0.name': 'Encryption',
  })
  assert.equal(answer.headers.get('location'), `${LIST}/LIB-A1/draft`)
  const { text } = await governance.get(`${LIST}/LIB-A1/versions/2`)
  for (const fact of ['Encryption', 'Library members', 'Lend books to members', 'Name and address'])
    assert.ok(text.includes(fact), fact)
  assert.doesNotMatch(text.slice(text.indexOf('How safe'), text.indexOf('id="risk"')), /Staff training/)
})

test('facts that stand alone are kept with who answers for them, and one left blank is no fact', async () => {
  const answer = await governance.post(`${LIST}/LIB-A1/draft/risk`, {
    ...{ version: '2', revision: '1', dpiaRequired: 'yes', dpiaStatus: '', automatedDecisions: '' },
    'details.0.field': 'personal data breach',
    'details.0.text': 'no',
    'details.1.field': 'record of the breach',
    'details.1.text': '',
    'rights.0.right': 'erasure',
    'rights.0.answer': 'qualified',
    'rights.0.reason': 'Loans are kept until fines are paid',
    'dpiaCriteria.0.criterion': 'tracking',
  })
  assert.equal(answer.status, 303)
  const { text } = await governance.get(`${LIST}/LIB-A1/versions/2`)
  assert.match(text, /Personal data breach/)
  assert.doesNotMatch(text, /Record of the breach/)
  assert.match(text, /Erasure: in part\. Loans are kept until fines are paid/)
  assert.match(text, /by Grace Ashby, 22 November 2026/)
})

test('an answer that is not one of the answers is refused, with what was typed kept', async () => {
  const answer = await governance.post(`${LIST}/LIB-A1/draft/risk`, {
    ...{ version: '2', revision: '2', dpiaRequired: 'yes', dpiaStatus: 'Typed & kept', automatedDecisions: '' },
    'details.0.field': 'personal data breach',
    'details.0.text': 'perhaps',
    'rights.0.right': 'erasure',
    'rights.0.answer': 'no',
    'rights.0.reason': '',
  })
  assert.equal(answer.status, 422)
  assert.match(answer.text, /Choose one of the answers/)
  assert.match(answer.text, /Enter the reason/)
  assert.match(answer.text, /Typed &amp; kept/)
})

test('a purpose of 5,000 characters is taken, one of 5,001 and a list of 201 are refused with what to do', async () => {
  const long = (length: number) => ({ version: '2', revision: '2', 'purposes.0.text': 'x'.repeat(length) })
  const refused = await governance.post(`${LIST}/LIB-A1/draft/why`, long(5001))
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Shorten the purpose to 5,000 characters or fewer/)
  assert.equal((await governance.post(`${LIST}/LIB-A1/draft/why`, long(5000))).status, 303)
  const recipients = Object.fromEntries(
    Array.from({ length: 1000 }, (_, at) => [
      [`recipients.${at}.category`, `Recipient ${at}`],
      [`recipients.${at}.role`, 'internal'],
    ]).flat(),
  )
  const many = await governance.post(`${LIST}/LIB-A1/draft/from-and-to`, { version: '2', revision: '3', ...recipients })
  assert.equal(many.status, 422)
  assert.match(many.text, /List 200 recipients or fewer/)
  assert.match(many.text, /value="Recipient 999"/)
})

test('what is submitted is read and not changed, and a decision that is not due is answered with why', async () => {
  await add('LIB-A7')
  assert.equal((await governance.get(`${LIST}/LIB-A7/draft/submission`)).status, 409)
  await governance.post(`${LIST}/LIB-A7/draft/identity`, {
    ...{ version: '1', revision: '0', title: 'Renamed', service: 'LIB', role: 'controller', roleStanding: 'confirmed' },
    ...{ ownerName: '', businessFunction: '', reviewCycleMonths: '12' },
  })
  const seen = { version: '2', revision: '1', text: '' }
  assert.equal((await governance.post(`${LIST}/LIB-A7/draft/submission`, seen)).status, 303)
  assert.equal((await governance.get(`${LIST}/LIB-A7/draft/who`)).status, 409)
  assert.equal((await governance.get(`${LIST}/LIB-A7/edit`)).status, 409)
  assert.equal((await governance.post(`${LIST}/LIB-A7/draft/submission`, seen)).status, 409)
  assert.equal((await governance.post(`${LIST}/LIB-A7/draft/return`, { ...seen, text: ' ' })).status, 422)
  const stale = await governance.post(`${LIST}/LIB-A7/draft/approval`, { ...seen, revision: '9' })
  assert.equal(stale.status, 409)
  assert.match(stale.text, /has changed since you opened it/)
})

test('managers comment on the activities of their services, and auditors read', async () => {
  const { text } = await manager.get(`${LIST}/LIB-A1/draft`)
  assert.match(text, /Add comment/)
  assert.doesNotMatch(text, /Submit for approval/)
  assert.equal((await manager.post(`${LIST}/LIB-A1/draft/comments`, { text: 'We also lend games' })).status, 303)
  assert.match((await auditor.get(`${LIST}/LIB-A1/draft`)).text, /We also lend games/)
  assert.doesNotMatch((await auditor.get(`${LIST}/LIB-A1/draft`)).text, /Add comment/)
  assert.equal((await manager.get(`${LIST}/MUS-A1/draft`)).status, 404)
  assert.equal((await manager.post(`${LIST}/LIB-A1/draft/comments`, { text: '' })).status, 422)
})

test('any two versions are compared, field by field', async () => {
  const { text } = await auditor.get(`${LIST}/LIB-A1/differences?from=1&to=2`)
  assert.match(text, /Categories, sources, measures and storage/)
  assert.match(text, /Encryption/)
  assert.match((await auditor.get(`${LIST}/LIB-A1/differences?from=1&to=1`)).text, /Both say the same/)
  assert.equal((await auditor.get(`${LIST}/LIB-A1/differences?from=1&to=99`)).status, 404)
})

test('a copy begins with what another activity says, under a title and a reference of its own', async () => {
  await add('LIB-A8', { purposes: [{ ...confirmed, text: 'Copied purpose' }] })
  const { text } = await governance.get(`${LIST}/new?copy=lib-a8`)
  assert.match(text, /Add a copy of LIB-A8/)
  assert.match(text, /Copied purpose/)
  assert.doesNotMatch(text, /value="Library membership"/)
  assert.equal((await governance.get(`${LIST}/new?copy=LIB-A99`)).status, 404)
})

test('an activity is begun with what identifies it alone, and what is wrong there is said beside it', async () => {
  const page = (await governance.get(`${LIST}/new`)).text
  assert.match(page, /name="form" value="short"/)
  assert.doesNotMatch(page, /name="dpiaRequired"/)
  const short = { form: 'short', reference: 'LIB-A60', title: 'Reading groups', service: 'LIB', role: 'controller' }
  const wrong = await governance.post(`${LIST}/new`, { ...short, title: '', roleStanding: 'confirmed' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /Enter a title/)
  assert.doesNotMatch(wrong.text, /impact assessment is required/)
  const added = await governance.post(`${LIST}/new`, { ...short, roleStanding: 'confirmed', reviewCycleMonths: '12' })
  assert.equal(added.headers.get('location'), `${LIST}/LIB-A60/draft`)
})
