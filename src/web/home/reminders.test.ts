import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { sweep } from '../../actions/sweep.ts'
import { program } from '../../domain/permission.ts'
import { reviewSite } from '../disposal-reviews/test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
before(async () => {
  site = await reviewSite()
})
after(() => site.close())

/** The sweep of a day, on which people then look. */
async function on(day: string): Promise<void> {
  site.clock.moveTo(day)
  assert.ok((await sweep(site.db, { clock: site.clock, who: program('Test') })).ok)
}

test('a late review shows its latest reminder, and comes to information governance with the last', async () => {
  const { path } = await site.due('LIB-01', 1)
  await on('2027-01-06')
  const manager = await site.signInAs('manager')
  assert.match((await manager.get('/')).text, /Late[\s\S]{0,200}Reminder 2 of 3/)
  const escalated = async () => (await (await site.signInAs('governance')).get('/disposal-reviews?escalated=yes')).text
  assert.match(await escalated(), /No disposal review matches/)

  await on('2027-01-20')
  const governance = await site.signInAs('governance')
  const home = (await governance.get('/')).text
  assert.match(home, />1<\/span> <span class="app-stat__label">review not answered after the last reminder/)
  assert.match(home, /Reminder 3 of 3/)
  assert.ok((await escalated()).includes(`href="${path}"`))
  const csv = (await governance.get('/disposal-reviews.csv?escalated=yes')).text
  assert.equal((parse(csv, { columns: true }) as unknown[]).length, 1)
  assert.doesNotMatch((await (await site.signInAs('manager')).get('/')).text, /not answered after the last reminder/)
  assert.match((await governance.get(path)).text, /reminded those who are to answer it/)
})
