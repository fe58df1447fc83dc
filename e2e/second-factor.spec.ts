import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright/test'
import { DEMONSTRATION_PASSWORD } from '../src/actions/demonstration-accounts.ts'
import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answerSignIn } from './pages/sign-in.ts'
import { TODAY } from './server.ts'

/** Each project has a person of its own: whoever has an authenticator app keeps it for the other tests of the worker. */
const emailOf = (project: string): string =>
  project === 'with scripts' ? 'manager.county@muniment.example' : 'manager.shared@muniment.example'

/** The code that an app shows so many steps from now, by the clock of the server: its day stands still, its time does not. */
const codeOf = (secret: string, steps = 0): string => {
  const now = Date.parse(`${TODAY}T${new Date().toISOString().slice(11)}`)
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: now + steps * 30_000 })
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in$/)
}

test('a person sets up an authenticator app, signs in with its code and with a recovery code, and removes it @once', async ({
  page,
}, { project }) => {
  const email = emailOf(project.name)
  await page.goto('/sign-in')
  await answerSignIn(page, email, DEMONSTRATION_PASSWORD)
  await page.goto('/account')
  await page.getByRole('link', { name: 'Set up second factor' }).click()
  await expectSound(page)
  await page.getByRole('link', { name: 'Set up an authenticator app' }).click()
  await expect(page.getByRole('img', { name: 'QR code of the key below' })).toBeVisible()
  await expectSound(page)
  const secret = (await page.locator('.app-code').innerText()).replace(/\s/g, '')
  await page.getByLabel('Code that the app now shows').fill(codeOf(secret))
  await page.getByLabel('Your password').fill(DEMONSTRATION_PASSWORD)
  await page.getByRole('button', { name: 'Turn it on' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keep your recovery codes')
  await expectSound(page)
  const codes = await page.locator('.app-codes li').allInnerTexts()
  expect(codes).toHaveLength(10)
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await expectSound(page)
  await signOut(page)

  await answerSignIn(page, email, DEMONSTRATION_PASSWORD)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enter the code from your authenticator app')
  await page.getByRole('textbox', { name: 'Code' }).fill('no code')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expectSound(page)
  await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, 1))
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL(/\/$/)
  await signOut(page)

  await answerSignIn(page, email, DEMONSTRATION_PASSWORD)
  await page.getByRole('link', { name: 'Use a recovery code instead' }).click()
  await expectSound(page)
  await page.getByRole('textbox', { name: 'Recovery code' }).fill(codes[3] ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL(/\/$/)

  await page.goto('/account/second-factor')
  await expect(page.getByText('9 of 10 left')).toBeVisible()
  await page.getByLabel('Your password, to remove the app').fill(DEMONSTRATION_PASSWORD)
  await page.getByRole('button', { name: 'Remove the app' }).click()
  await expect(page.getByText('has been removed from your account')).toBeVisible()
})

test('an administrator sees who must have an authenticator app @once', async ({ as }) => {
  const page = await as('administrator')
  await page.goto('/users')
  await page.getByRole('link', { name: 'Authenticator apps' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who must have an authenticator app')
  await expectSound(page)
})
