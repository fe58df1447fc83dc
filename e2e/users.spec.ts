import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answer, expectRefused, news, press } from './pages/form.ts'
import { answerSignIn } from './pages/sign-in.ts'

const password = 'otter kettle violet spoon'

test('an administrator invites a manager, who sees their own service only until they are suspended @once', async ({
  as,
  page: invited,
}, { project }) => {
  const email = `ines.${project.name.replace(/\W/g, '')}@council.example`
  const administrator = await as('administrator')
  await administrator.goto('/users')
  await expectSound(administrator)
  await administrator.getByRole('link', { name: 'Add a person' }).click()
  await answer(administrator, { Name: 'Ines Marlow', 'E-mail address': email })
  await press(administrator, 'Save')
  await expectRefused(administrator, 'Choose a role')
  await administrator.getByLabel('Role', { exact: true }).selectOption('manager')
  await administrator.getByLabel('Libraries (Cambridgeshire County Council)').check()
  await press(administrator, 'Save')
  await expect(administrator.getByRole('heading', { level: 1 })).toHaveText('Invitation for Ines Marlow')
  await expectSound(administrator)
  const link = new URL(await administrator.locator('.app-shown-once').innerText())

  await invited.goto(link.pathname + link.search)
  await expect(invited.getByRole('heading', { level: 1 })).toHaveText('Choose your password')
  await answer(invited, { 'New password': 'password2026' })
  await press(invited, 'Set this password')
  await expectRefused(invited, 'harder to guess')
  await expectSound(invited)
  await answer(invited, { 'New password': password })
  await press(invited, 'Set this password')
  await expect(news(invited)).toContainText('Your password has been set')
  await answerSignIn(invited, email, password)
  await invited.goto('/services')
  await expect(invited.locator('tbody tr')).toHaveCount(1)
  await expect(invited.locator('tbody tr')).toContainText('Libraries')
  await invited.getByRole('link', { name: 'Your account' }).click()
  await expect(invited.locator('main')).toContainText('Ines Marlow')
  await expectSound(invited)

  await administrator.getByRole('link', { name: 'Ines Marlow' }).click()
  await expectSound(administrator)
  await administrator.getByRole('link', { name: 'Suspend this account' }).click()
  await answer(administrator, { 'Why the account is suspended': 'Left the council' })
  await press(administrator, 'Suspend this account')
  await expect(news(administrator)).toContainText('signed out everywhere')

  await invited.getByRole('link', { name: 'Records', exact: true }).click()
  await expect(invited).toHaveURL(/\/sign-in$/)
  await answerSignIn(invited, email, password)
  await expectRefused(invited, 'not right')
})
