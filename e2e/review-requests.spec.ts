import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { answer, expectRefused, fact, news, press } from './pages/form.ts'

test('governance asks for reviews, a manager answers each, and what has changed is seen to @once', async ({ as }) => {
  const governance = await as('governance')

  await test.step('asks the owners of a service, once the day is in order', async () => {
    await governance.goto('/review-requests')
    await governance.getByRole('link', { name: 'Ask for reviews' }).click()
    await governance.getByRole('checkbox', { name: 'Libraries' }).check()
    await answer(governance, { 'By when?': '1/1/2020', 'What do you want to tell them?': 'Before the audit' })
    await press(governance, 'Ask for these reviews')
    await expectRefused(governance, 'Enter a day that is not in the past')
    await expect(governance.getByRole('checkbox', { name: 'Libraries' })).toBeChecked()
    await answer(governance, { 'By when?': '31/12/2026' })
    await press(governance, 'Ask for these reviews')
    await expect(news(governance)).toContainText('the managers are told')
    await expect(fact(governance, 'Progress')).toContainText('0 of')
    await expectSound(governance)
  })

  const manager = await as('manager')
  await test.step('a manager confirms one activity, with the keyboard alone', async () => {
    await manager.goto('/review-requests')
    await manager.getByRole('link', { name: /^Request / }).focus()
    await manager.keyboard.press('Enter')
    await manager.getByRole('link', { name: 'Answer now' }).first().focus()
    await manager.keyboard.press('Enter')
    await manager.getByRole('link', { name: 'Still true' }).focus()
    await manager.keyboard.press('Enter')
    await manager.getByLabel('A note (optional)').focus()
    await manager.keyboard.type('Read through with the team')
    await manager.keyboard.press('Tab')
    await manager.keyboard.press('Enter')
    await expect(news(manager)).toContainText('has been confirmed as it stands')
    await expect(manager.getByRole('table', { name: 'Confirmations, and changes asked for' })).toContainText(
      'Read through with the team',
    )
    await expectSound(manager)
  })

  await test.step('and says of another what has changed', async () => {
    await manager.goto('/processing-activities/LIB-A3')
    await manager.getByRole('link', { name: 'Something has changed' }).click()
    await press(manager, 'Send to information governance')
    await expectRefused(manager, 'Enter what has changed')
    await expectSound(manager)
    await answer(manager, { 'What has changed?': 'Bookings are taken by another supplier' })
    await press(manager, 'Send to information governance')
    await expect(manager.getByRole('region', { name: 'Is this still true?' })).toContainText('another supplier')
  })

  await test.step('governance closes that with a word, and withdraws the rest', async () => {
    await governance.goto('/')
    await governance
      .getByRole('link', { name: /^Close \d+$/ })
      .first()
      .click()
    await answer(governance, { 'What has been done about it?': 'Changed in version 2' })
    await press(governance, 'Close this request')
    await expect(news(governance)).toContainText('is told so')
    await governance.goto('/review-requests')
    await governance
      .getByRole('link', { name: /^Request / })
      .first()
      .click()
    await expect(fact(governance, 'Progress')).toContainText('1 confirmed and 1 change asked for')
    await governance.getByRole('link', { name: 'Withdraw', exact: true }).click()
    await answer(governance, { 'Why is it withdrawn?': 'The audit is put off' })
    await press(governance, 'Withdraw this request')
    await expect(fact(governance, 'Withdrawn')).toContainText('The audit is put off')
    await expectSound(governance)
  })
})
