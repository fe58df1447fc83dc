import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answer, expectRefused, news, press } from './pages/form.ts'

test('governance takes an activity from a draft to its approval, changes it and retires it with a reason @once', async ({
  as,
}) => {
  const page = await as('governance')
  const row = (name: string) => page.getByRole('group', { name, exact: true })

  await test.step('adds it, with more rows than the form begins with', async () => {
    await page.goto('/processing-activities')
    await page.getByRole('link', { name: 'Add an activity' }).click()
    await page.getByRole('link', { name: 'Fill in everything on one page' }).click()
    await answer(page.getByRole('region', { name: 'Identity' }), {
      Reference: 'LIB-A90',
      Title: 'Reading groups',
      Service: 'Libraries (Cambridgeshire County Council)',
      Role: 'Controller',
    })
    await answer(row('Purpose 1'), { Purpose: 'Invite members to meetings' })
    await press(page, 'Add more rows to purposes')
    await expect(row('Purpose 1').getByLabel('Purpose', { exact: true })).toHaveValue('Invite members to meetings')
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Reading groups')
    await answer(row('Purpose 2'), { Purpose: 'Choose the books that a group reads' })
    await press(page, 'Add more rows to lawful bases')
    await row('Lawful basis 1').getByLabel('Lawful basis', { exact: true }).selectOption('public task')
    await answer(row('Lawful basis 1'), {
      'Law, or what is stated in words': 'Public Libraries and Museums Act 1964 section 7',
      Supports: 'Purpose 2',
    })
    await row('Lawful basis 2').getByLabel('Lawful basis', { exact: true }).selectOption('consent')
    await answer(row('Lawful basis 2'), { Supports: 'Purpose 1' })
    await answer(row('Category of people 1'), { 'Category of people': 'Members of reading groups' })
    await press(page, 'Add more rows to categories of personal data')
    await answer(row('Category of data 1'), { 'Category of data': 'Names' })
    await answer(row('Category of data 2'), { 'Category of data': 'Reading preferences' })
    await press(page, 'Add more rows to recipients')
    await answer(row('Recipient 1'), { Organisation: 'Suffolk Libraries', Role: 'Controller' })
    await answer(row('Recipient 2'), { Category: 'Printers of invitations', Role: 'Processor' })
    await answer(row('Retention rule 1'), { 'Code of the rule': 'LIB-01' })
    await answer(row('Measure 1'), { Measure: 'Access by role' })
    await press(page, 'Save')
    await expect(news(page)).toContainText('LIB-A90 has been added as a draft')
  })

  await test.step('sees it as a draft, part by part, and what is still missing', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Reading groups')
    await expect(page.locator('.app-gaps')).toContainText('No owner is named')
    await expectSound(page)
    await page.getByRole('link', { name: 'LIB-A90', exact: true }).click()
    await expect(page.locator('main')).toContainText('This is a draft that was never approved')
    for (const text of [
      'Choose the books that a group reads',
      'Reading preferences',
      'Suffolk Libraries',
      'Printers of invitations',
    ])
      await expect(page.locator('main')).toContainText(text)
    await page.getByRole('link', { name: 'Go to the draft' }).click()
  })

  await test.step('answers one part, submits it and approves it', async () => {
    await page.getByRole('link', { name: 'Identity', exact: true }).click()
    await expectSound(page)
    await answer(page, { Owner: 'Head of libraries' })
    await press(page, 'Save')
    await expect(news(page)).toContainText('The draft of version 1 has been saved')
    await expect(page.locator('.app-gaps')).not.toContainText('No owner is named')
    await page.getByRole('link', { name: 'Submit for approval' }).click()
    await press(page, 'Submit for approval')
    await expect(news(page)).toContainText('Version 1 of LIB-A90 has been submitted for approval')
    await page.getByRole('link', { name: 'Approve', exact: true }).click()
    await expectSound(page)
    await press(page, 'Approve this version')
    await expect(news(page)).toContainText('Version 1 of LIB-A90 has been approved and is in force')
  })

  await test.step('changes it: what is in force stays so until the change is approved', async () => {
    await page.getByRole('link', { name: 'Change', exact: true }).click()
    await page.getByRole('link', { name: 'From and to', exact: true }).click()
    await answer(row('Recipient 2'), { Category: '' })
    await press(page, 'Save')
    await page.getByRole('link', { name: 'LIB-A90', exact: true }).click()
    await expect(page.locator('main dd', { hasText: 'Printers of invitations' })).not.toHaveCount(0)
    await page.getByRole('link', { name: 'Go to the draft' }).click()
    await expect(page.getByRole('table', { name: 'What would change' })).toContainText('Printers of invitations')
    await page.getByRole('link', { name: 'Submit for approval' }).click()
    await press(page, 'Submit for approval')
    await page.getByRole('link', { name: 'Return', exact: true }).click()
    await press(page, 'Return this version')
    await expectRefused(page, 'Enter the reason')
    await answer(page, { 'What has to be changed?': 'Say why the printers went' })
    await press(page, 'Return this version')
    await expect(page.getByRole('table', { name: 'Comments and decisions' })).toContainText('Say why the printers went')
    await page.getByRole('link', { name: 'Submit for approval' }).click()
    await press(page, 'Submit for approval')
    await page.getByRole('link', { name: 'Approve', exact: true }).click()
    await press(page, 'Approve this version')
    await expect(page.locator('main dd', { hasText: 'Printers of invitations' })).toHaveCount(0)
    await page.getByRole('link', { name: 'Version 1', exact: true }).click()
    await expect(page.locator('main')).toContainText('Printers of invitations')
    await page.getByRole('link', { name: 'Go to LIB-A90 as it is now' }).click()
    await page.getByRole('link', { name: 'Compare its versions' }).click()
    await expect(page.getByRole('table', { name: 'Differences' })).toContainText('Printers of invitations')
    await expectSound(page)
    await page.getByRole('link', { name: 'LIB-A90', exact: true }).click()
  })

  await test.step('retires it, but not without a reason', async () => {
    await page.getByRole('link', { name: 'Retire', exact: true }).click()
    await press(page, 'Retire this activity')
    await expectRefused(page, 'Enter why this activity is retired')
    await expectSound(page)
    await answer(page, { 'Why is this activity retired?': 'The groups run themselves now' })
    await press(page, 'Retire this activity')
    await expect(page.locator('main')).toContainText('by Grace Ashby: The groups run themselves now')
    await expect(page.getByRole('link', { name: 'Change', exact: true })).toHaveCount(0)
  })
})

test('the register is searched, narrowed and sorted, and the address of what is found can be kept @once', async ({
  as,
}) => {
  const page = await as('auditor')
  await page.goto('/processing-activities')
  await answer(page, { 'Search the register': 'SPINE borrowing' })
  await page.locator('main').getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByRole('link', { name: 'LIB-A4', exact: true })).toBeVisible()
  await page.locator('summary', { hasText: 'Filters' }).click()
  await page.getByRole('combobox', { name: 'Service', exact: true }).selectOption({ label: 'Libraries' })
  await press(page, 'Apply filters')
  await expect(page).toHaveURL(/q=SPINE.*service=LIB|service=LIB.*q=SPINE/)
  await expect(page.locator('tbody tr')).toHaveCount(1)
  await page.getByRole('link', { name: /Remove this filter: Search/ }).click()
  await page.getByRole('link', { name: 'Title', exact: true }).click()
  await expect(page).toHaveURL(/service=LIB&sort=title/)
  await expect(page.locator('tbody tr')).not.toHaveCount(1)
  const titles = await page.locator('tbody tr td:nth-child(2)').allInnerTexts()
  expect(titles).toEqual(titles.toSorted((a, b) => a.localeCompare(b, 'en-GB')))
})
