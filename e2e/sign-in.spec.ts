import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answerSignIn, signInAs } from './pages/sign-in.ts'

test('the sign-in page names the demonstration accounts @once', async ({ page }) => {
  await page.goto('/sign-in')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
  await expect(page.getByText('governance@muniment.example')).toBeVisible()
  await expectSound(page)
})

test('a wrong password is refused in a sentence, and the address typed is kept', async ({ page }) => {
  await page.goto('/sign-in')
  await answerSignIn(page, 'auditor@muniment.example', 'not the password')
  await expect(page).toHaveTitle(/^Error: Sign in/)
  await expect(page.getByRole('alert')).toContainText('not right')
  await expect(page.getByLabel('E-mail address')).toHaveValue('auditor@muniment.example')
  await expectSound(page)
})

test('whoever is not signed in is asked to, and then led to the page they asked for', async ({ page }) => {
  await page.goto('/retention-rules')
  await expect(page).toHaveURL(/\/sign-in$/)
  await answerSignIn(page, 'auditor@muniment.example', 'demonstration only')
  await expect(page).toHaveURL(/\/retention-rules$/)
})

for (const person of ['governance', 'manager', 'auditor', 'administrator'] as const)
  test(`the ${person} signs in, finds a home page that is sound, and signs out @once`, async ({ page }) => {
    await signInAs(page, person)
    await expect(page).toHaveURL(/\/$/)
    await expectSound(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.goto('/')
    await expect(page).toHaveURL(/\/sign-in$/)
  })
