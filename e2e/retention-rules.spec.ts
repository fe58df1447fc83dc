import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answer, expectRefused, news, press } from './pages/form.ts'
import { addRule } from './pages/retention-rule.ts'

test('governance adds a retention rule and reads it in words, with one date put through it', async ({ as }) => {
  const page = await as('governance')
  await addRule(page, 'LIB-80')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Reading group membership')
  await expect(page.locator('main')).toContainText('Keep for 3 years after the last activity, then destroy.')
  await expect(page.locator('.govuk-inset-text')).toHaveText(
    /Last activity 14 March 2021: keep until 14 March 2024, past its period from 15 March 2024\./,
  )
  await page.goto('/retention-rules?q=reading+group')
  await expect(page.getByRole('link', { name: 'LIB-80' })).toBeVisible()
})

test('a longer period is shown with the records that it moves before it is saved, and can be changed again @once', async ({
  as,
}) => {
  const page = await as('governance')
  await page.goto('/retention-rules/LIB-05')
  await page.getByRole('link', { name: 'Change this rule' }).click()
  await answer(page, { Years: '9' })
  await press(page, 'See what this would change')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Confirm the change of rule LIB-05')
  await expect(page.locator('main')).toContainText(/This would move [\d,]+ of [\d,]+ records/)
  await expect(page.locator('main')).toContainText('Nothing is saved yet')
  await expectSound(page)
  await press(page, 'Change the answers')
  await expect(page.getByLabel('Years', { exact: true })).toHaveValue('9')
  await answer(page, { Years: '8' })
  await press(page, 'See what this would change')
  await press(page, 'Save version 2')
  await expect(news(page)).toContainText(/Version 2 of LIB-05 is in force. It was applied to [\d,]+ records/)
  await expect(page.locator('main')).toContainText('8 years')
  await expect(page.locator('main')).toContainText(/Period: 8 years/i)
})

test('a rule without what a schedule needs is refused, and all that was typed stays', async ({ as }) => {
  const page = await as('governance')
  await page.goto('/retention-rules/new')
  await answer(page, { Code: 'LIB-81', 'Record series': 'Half a rule', Years: 'three' })
  await press(page, 'Add rule')
  await expectRefused(page, 'authority', 'owner')
  await expect(page.getByLabel('Code', { exact: true })).toHaveValue('LIB-81')
  await expect(page.getByLabel('Record series', { exact: true })).toHaveValue('Half a rule')
  await expect(page.getByLabel('Years', { exact: true })).toHaveValue('three')
  await expectSound(page)
})

test('where two people are asked for, one drafts a change, another returns it, then approves it @once', async ({
  as,
}) => {
  const page = await as('governance')
  const second = await as('governance.second')
  const askFor = async (people: string) => {
    await page.goto('/organisations/CCC/edit')
    await answer(page, { Approvals: people })
    await press(page, 'Save')
    await expect(news(page)).toBeVisible()
  }
  await askFor('Two people: somebody else than who submitted it approves')
  await page.goto('/retention-rules/LIB-05/edit')
  await answer(page, { 'Days for a review': '45', Years: '10' })
  await press(page, 'See what this would change')
  await expect(page.locator('main')).toContainText('Two people are asked for here')
  await expect(page.getByRole('button', { name: /Save version/ })).toHaveCount(0)
  await press(page, 'Save as a draft')
  await expect(page.getByRole('table', { name: 'What changes in the rule' })).toContainText('10 years')
  await expect(page.locator('main')).toContainText(/This would move [\d,]+ of [\d,]+ records/)
  await expectSound(page)
  await page.getByRole('link', { name: 'Submit for approval' }).click()
  await press(page, 'Submit for approval')
  await expect(page.locator('main')).toContainText('somebody else has to approve it')
  await expect(page.getByRole('link', { name: 'Approve', exact: true })).toHaveCount(0)

  await second.goto('/retention-rules')
  await second.getByRole('link', { name: 'Drafts of rules (1 to approve)' }).click()
  await expectSound(second)
  await second.getByRole('link', { name: /^Draft / }).click()
  await second.getByRole('link', { name: 'Return', exact: true }).click()
  await press(second, 'Return this draft')
  await expectRefused(second, 'Enter the reason')
  await answer(second, { 'What has to be changed?': 'Nine is enough' })
  await press(second, 'Return this draft')

  await page.reload()
  await expect(page.getByRole('table', { name: 'Comments and decisions' })).toContainText('Nine is enough')
  await page.getByRole('link', { name: 'Change the draft' }).click()
  await answer(page, { Years: '9' })
  await press(page, 'Save the draft')
  await page.getByRole('link', { name: 'Submit for approval' }).click()
  await press(page, 'Submit for approval')

  await second.reload()
  await second.getByRole('link', { name: 'Approve', exact: true }).click()
  await expectSound(second)
  await press(second, 'Approve this draft')
  await expect(news(second)).toContainText(/Version \d of LIB-05 is in force/)
  await expect(second.locator('main')).toContainText(/Period: 9 years/)
  await askFor('One person may submit and approve')
})

test('a rule is retired with a reason when nothing is held under it, and brought back @once', async ({ as }) => {
  const page = await as('governance')
  await page.goto('/retention-rules/LIB-05')
  await page.getByRole('link', { name: 'Retire', exact: true }).click()
  await expect(page.locator('main')).toContainText(/records are still held under LIB-05/)
  await expectSound(page)
  await addRule(page, 'LIB-82')
  await page.getByRole('link', { name: 'Retire', exact: true }).click()
  await press(page, 'Retire this rule')
  await expectRefused(page, 'Enter why this rule is retired')
  await expectSound(page)
  await answer(page, { 'Why is this rule retired?': 'The groups have ended' })
  await press(page, 'Retire this rule')
  await expect(page.locator('main')).toContainText('by Grace Ashby: The groups have ended.')
  await expect(page.getByRole('link', { name: 'Change this rule' })).toHaveCount(0)
  await expectSound(page)
  await page.getByRole('link', { name: 'Bring this rule back' }).click()
  await answer(page, { 'Why is it brought back?': 'They have not' })
  await press(page, 'Bring this rule back')
  await expect(news(page)).toContainText('LIB-82 is in force again')
})
