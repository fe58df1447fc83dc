import { expect, type Page } from 'playwright/test'
import { answer, press } from './form.ts'

/** Finds the open review of a rule from the home page on, as its decider does, and opens it. */
export async function openReviewOf(page: Page, rule: string): Promise<void> {
  await page.goto('/')
  await page.getByRole('link', { name: /disposal reviews? waiting/ }).click()
  await page.locator('summary', { hasText: 'Filters' }).click()
  await page.getByLabel('Retention rule', { exact: true }).selectOption(rule)
  await press(page, 'Apply filters')
  await page.locator('tbody th a').click()
}

/** Makes an exception for one record. `kind`: the words of the choice; `date`: what is typed, which may be nothing. */
export async function makeException(
  page: Page,
  record: string,
  kind: string,
  date: string,
  reason: string,
  more: { because?: string; rule?: string } = {},
): Promise<void> {
  await page.getByLabel(`Select ${record}`, { exact: true }).check()
  await page.getByLabel(kind, { exact: true }).check()
  if (more.because) await page.getByLabel('If they are needed longer: why').selectOption(more.because)
  if (more.rule) await page.getByLabel('If they belong under another rule: which').selectOption(more.rule)
  await answer(page, { 'Keep until, the right date, or gone by': date, Reason: reason })
  await press(page, 'Make this exception')
}

/** Chooses the approval and sends the form, with the number of records typed where the form asks for it. */
export async function approve(page: Page, choice: string, button: string, number?: string): Promise<void> {
  await page.getByLabel(choice, { exact: true }).check()
  if (number !== undefined) await page.getByLabel(/^Type the number of records/).fill(number)
  await press(page, button)
}

/** Opens the instruction of a review from its page, once it has been made: a thread of the server does that. */
export async function openInstruction(page: Page, review: string): Promise<void> {
  const link = page.getByRole('link', { name: 'Library management system' })
  await expect(async () => {
    await page.goto(review)
    await expect(link).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 30_000 })
  await link.click()
}

/** Confirms a disposal on a day, which may be nothing, to see it refused. */
export async function confirm(page: Page, on: string): Promise<void> {
  await answer(page, {
    'Date of the disposal': on,
    'How the data was disposed of': 'Deleted by its administrator',
    'What became of copies, backups and data held by processors': 'Backups are overwritten after 30 days',
  })
  await press(page, 'Confirm the disposal')
}
