import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { approve, openReviewOf } from './pages/disposal-review.ts'
import { answer, expectRefused, news, press } from './pages/form.ts'

const RULE = 'MUS-07'

test('a manager names a deputy, who decides a review in their place until that is ended @once', async ({ as }) => {
  test.slow()
  const manager = await as('manager')
  const deputy = await as('manager.families')
  await openReviewOf(manager, RULE)
  const review = manager.url()
  expect((await deputy.goto(review))?.status()).toBe(404)

  await test.step('the manager names the deputy, and is told what is not right', async () => {
    await manager.goto('/account')
    await manager.getByRole('link', { name: 'Name a deputy' }).click()
    await expectSound(manager)
    await manager.getByLabel('Cambridgeshire Music', { exact: true }).check()
    await answer(manager, {
      'Who stands in for you?': 'Farah Iqbal (service manager)',
      'From which day?': '23/11/2026',
      'To which day?': '22/11/2026',
    })
    await press(manager, 'Save')
    await expectRefused(manager, 'Enter a last day that is not before the first')
    await expect(manager.getByLabel('Cambridgeshire Music', { exact: true })).toBeChecked()
    await answer(manager, { 'From which day?': '22/11/2026' })
    await press(manager, 'Save')
    await expect(news(manager)).toContainText('Your deputy has been named')
    await expectSound(manager)
  })

  await test.step('the deputy finds the review, and decides it', async () => {
    await deputy.goto('/')
    await expect(deputy.locator('main')).toContainText(
      'You stand in for Mark Lowe until 22 November 2026, that day included: Cambridgeshire Music.',
    )
    await openReviewOf(deputy, RULE)
    expect(deputy.url()).toBe(review)
    const decide = deputy.getByRole('link', { name: /^Decide on/ })
    const records = /[\d,]+/.exec(await decide.innerText())?.[0] ?? ''
    await decide.click()
    await approve(deputy, `Approve the disposal of all ${records} records`, 'Confirm the decision')
    await expect(deputy.locator('main')).toContainText('Farah Iqbal, in the place of Mark Lowe')
  })

  await test.step('once the manager has ended it, nothing of the service is found', async () => {
    await manager.goto('/deputies')
    await manager.getByRole('link', { name: 'End early' }).click()
    await expectSound(manager)
    await press(manager, 'End it now')
    await expect(manager.locator('tbody')).toContainText('Ended early')
    expect((await deputy.goto(review))?.status()).toBe(404)
  })
})
