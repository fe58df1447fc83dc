import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answer, expectRefused, news, press } from './pages/form.ts'

test('a person keeps a view of the register, has the list begin with it, renames and deletes it @once', async ({
  as,
}) => {
  const page = await as('auditor')

  await test.step('chooses columns and keeps the view', async () => {
    await page.goto('/processing-activities?service=LIB')
    await page.getByText('Columns', { exact: true }).click()
    await page.getByRole('checkbox', { name: 'Next review' }).check()
    await page.getByRole('checkbox', { name: 'Lawful bases' }).uncheck()
    await press(page, 'Show these columns')
    await expect(page.getByRole('columnheader', { name: 'Next review' })).toBeVisible()
    await expect(page.getByRole('columnheader', { name: 'Lawful bases' })).toHaveCount(0)
    await page.getByText('Save this view', { exact: true }).first().click()
    await press(page, 'Save this view')
    await expectRefused(page, 'Enter the name')
    await expectSound(page)
    await answer(page, { Name: 'Libraries to review' })
    await page.getByRole('checkbox', { name: 'Begin with this view' }).check()
    await press(page, 'Save')
    await expect(news(page)).toContainText('has been saved')
    await expectSound(page)
  })

  await test.step('finds it again when the list is opened, and leaves it for everything', async () => {
    await page.goto('/processing-activities')
    await expect(page.getByRole('columnheader', { name: 'Next review' })).toBeVisible()
    await expect(page.getByRole('navigation', { name: 'Your saved views' })).toContainText('Libraries to review')
    await page.getByRole('link', { name: 'Everything', exact: true }).click()
    await expect(page.getByRole('columnheader', { name: 'Next review' })).toHaveCount(0)
  })

  await test.step('renames and deletes it', async () => {
    await page.getByRole('link', { name: 'Change your views' }).click()
    await expectSound(page)
    await page.getByRole('link', { name: 'Rename or delete Libraries to review' }).click()
    await answer(page, { Name: 'Libraries' })
    await press(page, 'Save')
    await page.getByRole('link', { name: 'Rename or delete Libraries' }).click()
    await expectSound(page)
    await page.getByRole('button', { name: /^Delete this view/ }).click()
    await expect(page.getByRole('main')).toContainText('You have not saved any view yet')
  })
})
