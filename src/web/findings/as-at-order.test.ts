import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { activityContent } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { addDays } from '../../domain/calendar.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
after(site.close)

const ORDERED = ['severity', 'code', 'activity', 'finding'] as const

test('findings as at a day stand in the order of those of now, whichever order activities were added in', async () => {
  const day = site.clock.today()
  const draft = ActivityDraft.parse(activityContent({ service: 'LIB', ownerName: '' }))
  for (const reference of ['LIB-A3', 'LIB-A1', 'LIB-A2'])
    assert.ok((await addApproved(site.db, acting(site.clock), reference, draft)).ok)
  site.clock.moveTo(addDays(day, 1))
  const governance = await site.signInAs('governance')
  const rows = async (address: string) => {
    const listed: Record<string, string>[] = parse((await governance.get(address)).text, { columns: true })
    return listed.map((row) => ORDERED.map((name) => row[name]))
  }
  const now = await rows('/findings.csv')
  assert.ok(now.length > 3)
  assert.deepEqual(await rows(`/findings.csv?as-at=${day}`), now)
})
