import { openDatabase } from '../db/open.ts'
import type { Db } from '../db/schema.ts'
import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { news, press } from './pages/form.ts'
import { TODAY } from './server.ts'

/** Does something to the database of the server as another process does that works on it too. */
async function fromElsewhere<T>(databaseUrl: string, what: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(databaseUrl)
  try {
    return await what(db)
  } finally {
    await db.destroy()
  }
}

const row = {
  ...{ job: 'recompute', startedBy: 'Dates of changed rules', startedAt: `${TODAY}T09:00:00.000Z` },
  ...{ doing: 'Giving records the dates of LIB-01', doingSince: `${TODAY}T09:00:00.000Z`, done: 500, total: 2000 },
}

/** Nearly as long as a lease may be held at most: on whatever day, servers go by the real time of day. */
const inAMinute = () => new Date(Date.now() + 59_000).toISOString().slice(11)

/** A run of another process, and how to change what it has written down of itself. */
async function runElsewhere(databaseUrl: string) {
  const lease = { job: row.job, holder: 'another process', expiresAt: `${TODAY}T${inAMinute()}` }
  const { id } = await fromElsewhere(databaseUrl, async (db) => {
    await db.deleteFrom('jobLeases').where('job', '=', row.job).execute()
    await db.insertInto('jobLeases').values(lease).execute()
    return db
      .insertInto('jobRuns')
      .values({ ...row, state: 'running' })
      .returning('id')
      .executeTakeFirstOrThrow()
  })
  const change = (to: object) =>
    fromElsewhere(databaseUrl, (db) => db.updateTable('jobRuns').set(to).where('id', '=', id).execute())
  const read = () =>
    fromElsewhere(databaseUrl, (db) =>
      db.selectFrom('jobRuns').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    )
  return { path: `/job-runs/${id}`, change, read }
}

test('a person sees how far a run of another process is, and stops it @once', async ({ as, server }) => {
  const run = await runElsewhere(server.databaseUrl)
  const page = await as('governance')
  await page.goto('/job-runs?job=recompute')
  await expect(page.locator('tbody tr').first()).toContainText('500 of 2,000 records, 25 %')
  await page.locator('tbody tr').first().getByRole('link').click()
  await expect(page.getByLabel('Giving records the dates of LIB-01')).toHaveAttribute('value', '500')
  await expectSound(page)
  await run.change({ done: 1500 })
  await page.getByRole('link', { name: 'Refresh', exact: true }).click()
  await expect(page.locator('.app-progress')).toContainText('1,500 of 2,000 records, 75 %')
  await press(page, 'Stop this run')
  await expect(news(page)).toContainText('The run stops when the piece of work that it is at is done')
  await expect(page.getByText('has asked that it stop')).toBeVisible()
  await expectSound(page)
  const { stopAskedBy } = await run.read()
  expect(stopAskedBy).not.toBeNull()
  await run.change({ state: 'stopped', error: `Stopped by ${stopAskedBy}.`, finishedAt: `${TODAY}T09:05:00.000Z` })
  await page.goto(run.path)
  await expect(page.locator('.app-heading .govuk-tag')).toHaveText('Stopped')
  await expect(page.getByText(`Stopped by ${stopAskedBy}.`)).toBeVisible()
})

test('the page of a run follows it by itself, and takes the focus from nobody @scripts', async ({ as, server }) => {
  const run = await runElsewhere(server.databaseUrl)
  const page = await as('governance')
  await page.goto(run.path)
  const stop = page.getByRole('button', { name: 'Stop this run' })
  await stop.focus()
  await run.change({ done: 1000 })
  await expect(page.locator('.app-progress')).toContainText('1,000 of 2,000 records, 50 %')
  await expect(stop).toBeFocused()
  await run.change({ state: 'succeeded', finishedAt: `${TODAY}T09:05:00.000Z` })
  await expect(page.getByRole('status')).toContainText('It has come to its end')
  await expect(stop).toBeFocused()

  await run.change({ state: 'running', finishedAt: null })
  await page.goto(run.path)
  await run.change({ state: 'succeeded', finishedAt: `${TODAY}T09:05:00.000Z` })
  await expect(page.locator('.app-heading .govuk-tag')).toHaveText('Succeeded')
})
