import { readFileSync } from 'node:fs'
import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { download } from './pages/csv.ts'
import { approve, openReviewOf } from './pages/disposal-review.ts'
import { answer, expectRefused, fact, press } from './pages/form.ts'
import { runSweep, sendFeed, windowsFile } from './pages/record-feed.ts'
import { addRule } from './pages/retention-rule.ts'

const reference = (number: number): string => `ROOM-${String(number).padStart(4, '0')}`

test('an auditor opens a certificate, proves a reference, and exports the register as at a past date @once', async ({
  as,
}) => {
  test.slow()
  const governance = await as('governance')
  const administrator = await as('administrator')
  const manager = await as('manager')

  await test.step('records fall due, are approved, and are confirmed as gone', async () => {
    await addRule(governance, 'LIB-94', {}, 1)
    const rows = Array.from({ length: 5 }, (_, at) => [reference(at + 1), 'LIB-94', '14/03/2021'])
    const file = windowsFile([['reference', 'rule', 'trigger_date'], ...rows])
    await sendFeed(administrator, 'LMS Library management system', 'rooms.csv', file)
    await runSweep(administrator)
    await openReviewOf(manager, 'LIB-94')
    await manager.getByRole('link', { name: 'Decide on 5 records' }).click()
    await approve(manager, 'Approve the disposal of all 5 records', 'Confirm the decision')
    await expect(async () => {
      await governance.goto('/disposal-instructions?rule=LIB-94')
      await governance.locator('tbody th a').first().click({ timeout: 500 })
    }).toPass({ timeout: 60_000 })
    await governance
      .getByRole('link', { name: /all of them|gone|Confirm/i })
      .first()
      .click()
    await answer(governance, {
      'Date of the disposal': '22/11/2026',
      'How the data was disposed of': 'Deleted by its administrator',
      'What became of copies, backups and data held by processors': 'Backups are overwritten after 30 days',
    })
    await press(governance, 'Confirm the disposal')
  })

  const auditor = await as('auditor')
  await test.step('the certificate says what is gone and by whose decision', async () => {
    await expect(async () => {
      await auditor.goto('/disposals?rule=LIB-94')
      await auditor.getByRole('link', { name: /^DC-2026-\d{6}$/ }).click({ timeout: 500 })
    }).toPass({ timeout: 60_000 })
    await expect(auditor.locator('main')).toContainText('certifies that 5 records of')
    await expect(auditor.locator('main')).toContainText('Approved the disposal')
    await expect(auditor.locator('main')).toContainText('Backups are overwritten after 30 days')
    await expectSound(auditor)
  })

  await test.step('its file says the same', async () => {
    const coming = auditor.waitForEvent('download')
    await auditor.getByRole('link', { name: 'Download this certificate as JSON' }).click()
    const { certificate, sha256 } = JSON.parse(readFileSync(await (await coming).path(), 'utf8')) as {
      certificate: { records: number; list: { merkleRoot: string } }
      sha256: string
    }
    expect(certificate.records).toBe(5)
    await expect(fact(auditor, 'SHA-256 of what it says')).toHaveText(sha256)
    await expect(fact(auditor, 'Merkle root of its records')).toHaveText(certificate.list.merkleRoot)
  })

  await test.step('a reference is proved to be in it, and another not', async () => {
    await auditor.getByRole('link', { name: 'Is a record in this certificate?' }).click()
    await press(auditor, 'Find out')
    await expectRefused(auditor, 'Enter the reference')
    await answer(auditor, { Reference: reference(3) })
    await press(auditor, 'Find out')
    await expect(auditor.locator('main')).toContainText('Yes. That record is in this certificate.')
    await expectSound(auditor)
    await answer(auditor, { Reference: reference(9) })
    await press(auditor, 'Find out')
    await expect(auditor.locator('main')).toContainText('No. That record is not in this certificate.')
  })

  await test.step('the register answers what became of it', async () => {
    await auditor.goto('/disposals')
    await auditor.getByRole('link', { name: 'Did we hold a record?' }).click()
    await answer(auditor, { 'Source system': 'LMS Library management system', Reference: reference(3) })
    await press(auditor, 'Ask')
    await expect(auditor.locator('main')).toContainText('Yes. It was destroyed on 22 November 2026.')
    await expectSound(auditor)
  })

  await test.step('the register leaves as it is, and as it was on a day before', async () => {
    await auditor.goto('/disposals?rule=LIB-94')
    await expectSound(auditor)
    const now = await download(auditor, 'Download this list as CSV')
    expect(now.rows).toHaveLength(1)
    expect(now.rows[0]).toMatchObject({ rule: 'LIB-94', records: '5', disposed_from: '2026-11-22' })
    await auditor.locator('summary', { hasText: 'Show as at a date' }).click()
    await answer(auditor, { 'As at the end of': '2026-11-21' })
    await press(auditor, 'Show')
    await expect(auditor.locator('main')).toContainText('As it stood at the end of 21 November 2026')
    const then = await download(auditor, 'Download this list as CSV')
    expect(then.columns).toEqual(now.columns)
    expect(then.rows).toEqual([])
  })
})
