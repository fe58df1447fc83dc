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

test('a longer period is shown with the records that it moves before it is saved, and can be changed again', async ({
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
