import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answer, expectRefused, fact, news, press } from './pages/form.ts'
import { sendFeed } from './pages/record-feed.ts'
import { addRule } from './pages/retention-rule.ts'
import { type Person, sessionOf } from './pages/sign-in.ts'
import { type RunningServer, startServer, TODAY } from './server.ts'

const LATER = '2026-12-23'
const RULE = 'LIB-97'
const REFERENCE = 'HELD-0001'

let folder: string
let server: RunningServer
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-holds-'))
  cpSync(process.env.MUNIMENT_TEMPLATE ?? '', folder, { recursive: true })
  server = await startServer(folder)
})
test.afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function pageOf(browser: Browser, person: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, storageState: await sessionOf(server.url, person) })
  return context.newPage()
}

const openRecord = async (page: Page): Promise<void> => {
  await page.goto(`/records?reference=${REFERENCE}`)
  await page.getByRole('link', { name: REFERENCE, exact: true }).click()
}

test('a hold takes a due record out of its review and keeps it, and 31 days after it is lifted the sweep flags it again @once', async ({
  browser,
}) => {
  test.slow()
  const governance = await pageOf(browser, 'governance')

  await test.step('a record falls due and stands in a review', async () => {
    await addRule(governance, RULE)
    const rows = `reference,rule,trigger_date\n${REFERENCE},${RULE},2020-03-14\nHELD-0002,${RULE},2020-03-14\n`
    await sendFeed(governance, 'LMS Library management system', 'held.csv', Buffer.from(rows))
    await governance.goto('/job-runs')
    await press(governance, 'Run the sweep now')
    await expect(async () => {
      await openRecord(governance)
      await expect(governance.locator('.app-heading .govuk-tag')).toHaveText('Due', { timeout: 100 })
    }).toPass({ timeout: 30_000 })
  })

  await test.step('governance is shown what is wrong with the form, then what the hold would do', async () => {
    await governance.goto('/disposal-holds')
    await governance.getByRole('link', { name: 'Place a hold' }).click()
    await expectSound(governance)
    await answer(governance, { Title: 'Claim 2026/117' })
    await press(governance, 'See what it would do')
    await expectRefused(governance, 'Choose what kind of hold it is', 'Enter the reason', 'Choose what the hold is on')
    await governance.getByLabel('Litigation', { exact: true }).check()
    await answer(governance, {
      'Who ordered it, and by which provision?': 'Legal services, Civil Procedure Rules part 31',
      'Why must these records be kept?': 'A claim was announced',
      'When is the hold looked at again?': '31/03/2027',
    })
    await governance.getByLabel('A list of references', { exact: true }).check()
    await governance.locator('summary', { hasText: 'The list of references' }).click()
    await answer(governance, {
      'Source system that has these references': 'LMS Library management system',
      References: `${REFERENCE}\nHELD-9999`,
    })
    await press(governance, 'See what it would do')
    await expect(fact(governance, 'Reviews and approvals')).toContainText('1 record would leave 1 review')
    await expect(fact(governance, 'Catches')).toContainText('1 reference is of no record here yet: HELD-9999')
    await expectSound(governance)
  })

  await test.step('the hold is placed: the record leaves its review, and its page says why', async () => {
    await press(governance, 'Place this hold')
    await expect(news(governance)).toContainText('The hold has been placed')
    await expect(fact(governance, 'When it was placed')).toContainText('1 record left reviews and approvals')
    await expectSound(governance)
    await openRecord(governance)
    await expect(governance.locator('main')).toContainText('not in a review; held by Hold 1 (litigation).')
    await expect(governance.locator('main')).toContainText('Disposal hold 1 keeps it')
    await governance.goto('/records?held=yes')
    await expect(governance.locator('tbody tr')).toHaveCount(1)
    await expectSound(governance)
  })

  await test.step('nobody else lifts it', async () => {
    const manager = await pageOf(browser, 'manager')
    await manager.goto('/disposal-holds')
    await manager.getByRole('link', { name: 'Claim 2026/117' }).click()
    await expect(manager.getByRole('link', { name: 'Lift the hold' })).toHaveCount(0)
    await manager.context().close()
  })

  await test.step('governance lifts it, with a reason', async () => {
    await governance.goto('/disposal-holds/1')
    await governance.getByRole('link', { name: 'Lift the hold' }).click()
    await press(governance, 'Lift this hold')
    await expectRefused(governance, 'Enter why the hold is lifted')
    await answer(governance, { 'Why is it lifted?': 'The claim was settled' })
    await press(governance, 'Lift this hold')
    await expect(fact(governance, 'Lifted')).toContainText('may be flagged again from 22 December 2026 on')
    await expectSound(governance)
    await governance.context().close()
  })

  await test.step(`the sweep of ${LATER} flags it again, with a whole review period`, async () => {
    expect(LATER > TODAY).toBe(true)
    await server.stop()
    server = await startServer(folder, { MUNIMENT_TODAY: LATER })
    const later = await pageOf(browser, 'governance')
    await expect(async () => {
      await openRecord(later)
      await expect(later.locator('.app-heading .govuk-tag')).toHaveText('Due', { timeout: 100 })
    }).toPass({ timeout: 60_000 })
    await expect(fact(later, 'Review')).toContainText('Answer by 22 January 2027')
    await later.context().close()
  })
})
