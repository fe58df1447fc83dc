import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { makeException, openReviewOf } from './pages/disposal-review.ts'
import { expectRefused, news } from './pages/form.ts'
import { runSweep, sendFeed } from './pages/record-feed.ts'
import { addRule } from './pages/retention-rule.ts'

test('a manager says that a record belongs under another rule, and that another is gone already @once', async ({
  as,
}) => {
  const governance = await as('governance')
  const administrator = await as('administrator')
  const manager = await as('manager')
  await addRule(governance, 'LIB-92', {}, 1)
  const rows = [1, 2, 3].map((number) => `KIND-${number},LIB-92,2020-03-0${number}`)
  const feed = Buffer.from(`reference,rule,trigger_date\n${rows.join('\n')}\n`)
  await sendFeed(administrator, 'LMS Library management system', 'kinds.csv', feed)
  await runSweep(administrator)
  await openReviewOf(manager, 'LIB-92')
  const review = manager.url()

  await test.step('a wrong rule is refused without the right one, and nothing that was typed is lost', async () => {
    await makeException(manager, 'KIND-1', 'They belong under another rule', '14/06/2026', 'An exclusion')
    await expectRefused(manager, 'rule')
    await expect(manager.getByLabel('Select KIND-1')).toBeChecked()
    await expect(manager.getByLabel('Reason', { exact: true })).toHaveValue('An exclusion')
    await expectSound(manager)
    const right = { rule: 'LIB-01' }
    await makeException(manager, 'KIND-1', 'They belong under another rule', '14/06/2026', 'An exclusion', right)
    await expect(news(manager)).toContainText('1 record has left this review')
    await manager.getByRole('link', { name: 'Placed under rule LIB-01' }).click()
    await expectSound(manager)
    await manager.getByRole('link', { name: 'KIND-1' }).click()
    await expect(manager.locator('main')).toContainText(
      'Placed under rule LIB-01, with the trigger date 14 June 2026: exception in disposal review',
    )
    await expect(manager.locator('.app-heading .govuk-tag')).toHaveText('Retained')
  })

  await test.step('what is gone already is forgotten', async () => {
    await manager.goto(review)
    await manager.getByRole('link', { name: 'KIND-2', exact: true }).click()
    const record = manager.url()
    await manager.goto(review)
    await makeException(manager, 'KIND-2', 'Their source system has them no more', '01/10/2026', 'The branch closed')
    await expectRefused(manager, 'Enter a later day: their source system last listed KIND-2 (22 November 2026)')
    await makeException(manager, 'KIND-2', 'Their source system has them no more', '22/11/2026', 'The branch closed')
    await expect(news(manager)).toContainText('1 record has left this review')
    await manager.goto(record)
    await expect(manager.locator('.app-heading .govuk-tag')).toHaveText('Already gone')
    expect(await manager.content()).not.toContain('KIND-2')
    await expectSound(manager)
    await manager.goto(review)
    await manager.getByRole('link', { name: 'Gone already by 22 November 2026' }).click()
    await expect(manager.getByRole('button', { name: /^Undo/ })).toHaveCount(0)
  })
})
