import { expect, type Page } from 'playwright/test'
import { answer, press } from './form.ts'

/** Sends a feed through its form and looks again until it has come to its end; stays on its page. */
export async function sendFeed(
  page: Page,
  source: string,
  name: string,
  content: Buffer,
  result: 'Loaded' | 'Refused' = 'Loaded',
): Promise<void> {
  await page.goto('/record-feeds')
  await page.getByRole('link', { name: 'Send a feed' }).click()
  await answer(page, { 'Source system': source })
  await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer: content })
  await press(page, 'Send the feed')
  await expect(page).toHaveURL(/\/record-feeds\/\d+$/)
  await untilTagged(page, result)
}

/** Runs the sweep from the list of runs and looks again until it is done; ends on the page of the run. */
export async function runSweep(page: Page): Promise<void> {
  await page.goto('/job-runs')
  const before = await page.locator('tbody tr').count()
  await press(page, 'Run the sweep now')
  await expect(async () => {
    await page.reload()
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(before)
  }).toPass({ timeout: 30_000 })
  await page.locator('tbody tr').first().getByRole('link').click()
  await untilTagged(page, 'Succeeded')
}

/** Loads the page again until its tag says so, as a person without scripts would. */
async function untilTagged(page: Page, tag: string): Promise<void> {
  await expect(async () => {
    await page.reload()
    await expect(page.locator('.app-heading .govuk-tag')).toHaveText(tag, { timeout: 100 })
  }).toPass({ timeout: 30_000 })
}

/** A file of rows with a delimiter, as an older Windows program writes it: in Windows-1252. */
export const windowsFile = (rows: string[][], delimiter = ';'): Buffer =>
  Buffer.from(rows.map((row) => `${row.join(delimiter)}\r\n`).join(''), 'latin1')
