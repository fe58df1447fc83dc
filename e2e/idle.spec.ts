import { DEMONSTRATION_PASSWORD } from '../src/actions/demonstration-accounts.ts'
import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answerSignIn, signInAs } from './pages/sign-in.ts'

test('a page warns two minutes before its session ends, and prolongs it when asked to @scripts', async ({ page }) => {
  await page.clock.install()
  await signInAs(page, 'auditor')
  const warning = page.getByRole('dialog')
  await page.clock.fastForward('27:00')
  await expect(warning).toBeHidden()
  await page.clock.fastForward('00:40')
  await expect(warning).toHaveAccessibleName('You will be signed out in 2 minutes')
  await expect(page.getByRole('button', { name: 'Stay signed in' })).toBeFocused()
  await expectSound(page)
  const prolonged = page.waitForResponse('/account/session')
  await page.keyboard.press('Enter')
  expect((await prolonged).status()).toBe(200)
  await expect(warning).toBeHidden()
  await page.clock.fastForward('27:40')
  await expect(warning).toBeVisible()
  await page.clock.fastForward('02:00')
  await expect(warning).toHaveAccessibleName('You have been signed out')
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(warning).toBeHidden()
})

test('a form that is sent after its session has ended is kept, and sent after signing in again', async ({ page }, {
  project,
}) => {
  const code = project.name === 'with scripts' ? 'LATE1' : 'LATE2'
  await signInAs(page, 'governance')
  await page.goto('/organisations/new')
  await page.getByLabel('Code').fill(code)
  await page.getByLabel('Name').fill('An organisation typed late')
  await page.getByLabel('Kind').selectOption({ index: 1 })
  await page.context().clearCookies({ name: 'muniment' })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('nothing that you typed is lost: sign in to send it again')).toBeVisible()
  await expectSound(page)
  await answerSignIn(page, 'governance@muniment.example', DEMONSTRATION_PASSWORD)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You were signed out before your form arrived')
  await expectSound(page)
  await page.getByRole('button', { name: 'Send the form again' }).click()
  await expect(page.getByText('An organisation typed late').first()).toBeVisible()
  await page.goto('/organisations')
  await expect(page.getByRole('cell', { name: code })).toBeVisible()
})
