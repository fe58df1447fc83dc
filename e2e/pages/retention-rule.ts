import { expect, type Page } from 'playwright/test'
import { type Answers, answer, news, press } from './form.ts'

const usual: Answers = {
  'Record series': 'Reading group membership',
  Service: 'Libraries (Cambridgeshire County Council)',
  Owner: 'Head of libraries',
  'What starts the period': 'The last activity (moves forward with each new one)',
  'The event in words': 'Last activity',
  Years: '3',
  Authority: 'Limitation Act 1980 section 5',
  'Kind of authority': 'Limitation of actions',
  'What happens at the end of the period': 'Destroy',
}

/** Adds a rule through its form, with what is not said as for a reading group, and ends on its page. `people`: who approve a disposal. */
export async function addRule(page: Page, code: string, answers: Answers = {}, people: 1 | 2 = 1): Promise<void> {
  await page.goto('/retention-rules')
  await page.getByRole('link', { name: 'Add a rule' }).click()
  await answer(page, { Code: code, ...usual, ...answers })
  await page.getByLabel('Minimum: kept at least this long').check()
  const approvals =
    people === 1 ? 'The service manager' : 'The service manager, then information governance: two people'
  await page.getByLabel(approvals, { exact: true }).check()
  await press(page, 'Add rule')
  await expect(news(page)).toContainText(`${code} is in the schedule`)
}
