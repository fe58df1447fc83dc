import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testSite } from '../test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
before(async () => {
  site = await testSite()
  await site.db.updateTable('retentionRuleVersions').set({ recomputedAt: null }).execute()
})
after(() => site.close())

const pageFor = async (role: 'governance' | 'manager') =>
  (await (await site.signInAs(role)).get('/retention-rules/LIB-01')).text

test('a rule whose records are to be given new dates says that it waits, and how far they are once they are at it', async () => {
  assert.match(await pageFor('governance'), /It waits for its turn/)
  const run = { job: 'recompute', startedBy: 'Dates of changed rules', startedAt: '2026-11-22T11:58:00.000Z' }
  const ended = { asOf: null, finishedAt: null, error: null, durationMs: null, stopAskedBy: null }
  const step = { doingSince: '2026-11-22T11:58:20.000Z', done: 5000, total: 20_000 }
  await site.db
    .insertInto('jobRuns')
    .values({ ...run, ...ended, ...step, state: 'running', doing: 'Giving records the dates of LIB-01' })
    .execute()
  assert.match(await pageFor('governance'), /5,000 of 20,000 records, 25 %; it was cut off, and goes on by itself/)
  const lease = { job: 'recompute', holder: 'another process', expiresAt: '2026-11-22T12:00:30.000Z' }
  await site.db.insertInto('jobLeases').values(lease).execute()
  const page = await pageFor('governance')
  assert.match(page, /5,000 of 20,000 records, 25 %; 50 a second, about 5 minutes left/)
  assert.match(page, /href="\/job-runs\/1">See the run that does it/)
  assert.doesNotMatch(await pageFor('manager'), /See the run that does it/)
  const doing = (text: string) => site.db.updateTable('jobRuns').set({ doing: text }).execute()
  await doing('Giving records the dates of LIB-010')
  assert.match(await pageFor('governance'), /It waits for its turn/)
  await doing('Giving records the dates of 7 changed rules')
  assert.match(await pageFor('governance'), /Giving records the dates of 7 changed rules/)
  await site.db.updateTable('retentionRuleVersions').set({ createdAt: '2026-11-22T11:59:00.000Z' }).execute()
  assert.match(await pageFor('governance'), /It waits for its turn/, 'it was changed after those seven')
})
