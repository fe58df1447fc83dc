import type { Page } from 'playwright/test'
import { DEMONSTRATION_PASSWORD } from '../../src/actions/demonstration-accounts.ts'

/** The name in the e-mail address of a demonstration account. */
export type Person = 'governance' | 'governance.second' | 'manager' | 'manager.families' | 'auditor' | 'administrator'

/** Signs in as a demonstration account, and ends where the site then leads. */
export async function signInAs(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in')
  await answerSignIn(page, `${person}@muniment.example`, DEMONSTRATION_PASSWORD)
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** Fills in the sign-in form and sends it. */
export async function answerSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
