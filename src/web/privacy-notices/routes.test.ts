import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { addPrivacyNotice } from '../../../db/queries/privacy-notices.ts'
import { activityContent } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
after(site.close)

const notice = (code: string, serviceId: number, body: string) =>
  addPrivacyNotice(site.db, {
    ...{ code, title: `Notice of ${code}`, serviceId, fileName: `${code}.txt`, body },
    ...{ createdOn: null, reviewedOn: '2024-05-31', shortestPeriod: 'P1Y', longestPeriod: 'P6Y' },
    facts: [{ heading: 'Law named', text: 'The Data Protection Act' }],
  })
await notice('libraries', site.world.services.libraries, 'We lend books.\r\n\r\n<b>Loans</b> are kept.\n')
await notice('music', site.world.services.music, 'We teach.')
const stated = { standing: 'stated' as const, notice: 'libraries', lines: 'L3,L1', byName: null, byOn: null }
await addApproved(
  site.db,
  acting(site.clock),
  'LIB-A1',
  ActivityDraft.parse(activityContent({ purposes: [{ ...stated, text: 'Lend books' }] })),
)

test('a notice shows its words line by line, each with an address of its own, and markup as text', async () => {
  const { text } = await governance.get('/privacy-notices/libraries')
  assert.match(
    text,
    /<li id="L1">We lend books\.<\/li>\s*<li id="L2"><\/li>\s*<li id="L3">&lt;b&gt;Loans&lt;\/b&gt; are kept\.<\/li>\s*<\/ol>/,
  )
  assert.match(text, /1 year to 6 years/)
  assert.match(text, /The Data Protection Act/)
})

test('a notice names the activities that rest on it, and they link to the line', async () => {
  assert.match(
    (await governance.get('/privacy-notices/libraries')).text,
    /1 activity rests on this notice[\s\S]*LIB-A1[\s\S]*1 and 3/,
  )
  assert.match((await governance.get('/processing-activities/LIB-A1')).text, /href="\/privacy-notices\/libraries#L3"/)
})

test('a manager reads the notices of their services only', async () => {
  assert.equal((await manager.get('/privacy-notices/libraries')).status, 200)
  assert.equal((await manager.get('/privacy-notices/music')).status, 404)
  const codes = (text: string) => (parse(text, { columns: true }) as { code: string }[]).map(({ code }) => code)
  assert.deepEqual(codes((await manager.get('/privacy-notices.csv')).text), ['libraries'])
  assert.deepEqual(codes((await governance.get('/privacy-notices.csv')).text), ['libraries', 'music'])
})

test('what is not there is not found, and unknown parameters are refused', async () => {
  assert.equal((await governance.get('/privacy-notices/none')).status, 404)
  assert.equal((await governance.get('/privacy-notices?service=LIB')).status, 400)
  assert.match((await governance.get('/privacy-notices')).text, /31 May 2024/)
})
