import { expect, type Locator, type Page } from 'playwright/test'

/** Answers of a form by the label of the field: a text to type, or the words of the choice. */
export type Answers = Record<string, string>

/** Answers fields of a form, or of a part of it, by their labels: types into texts, chooses in lists. */
export async function answer(part: Page | Locator, answers: Answers): Promise<void> {
  for (const [label, value] of Object.entries(answers)) {
    const field = part.getByLabel(label, { exact: true })
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption({ label: value })
    else await field.fill(value)
  }
}

/** Presses a button of the page, and waits for the page that answers. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

/** The form has come back: its title says so, its summary names each problem, and has the focus where scripts run. */
export async function expectRefused(page: Page, ...problems: string[]): Promise<void> {
  await expect(page).toHaveTitle(/^Error: /)
  // By then its scripts have run: until they have, what is clicked next could lose the focus to the summary.
  await page.waitForLoadState('domcontentloaded')
  const summary = page.locator('.govuk-error-summary')
  for (const problem of problems) await expect(summary).toContainText(problem)
  if ((await page.locator('body.js-enabled').count()) > 0) await expect(summary).toBeFocused()
}

/** The banner that says what was just done. */
export const news = (page: Page): Locator => page.locator('.govuk-notification-banner')

/** What stands beside a word in the lists of facts of a page. */
export const fact = (page: Page, key: string): Locator =>
  page
    .locator('.govuk-summary-list__row', { has: page.locator('dt', { hasText: new RegExp(`^\\s*${key}\\s*$`) }) })
    .locator('dd')
