import { expect, test } from './fixtures.ts'
import { answer, expectRefused, news, press } from './pages/form.ts'
import { tokenOf } from './pages/sign-in.ts'

test('the administrator adds a service and a source system that may hold its records only @once', async ({ as }) => {
  const page = await as('administrator')
  await page.goto('/')
  await page.getByRole('link', { name: 'Services', exact: true }).click()
  await page.getByRole('link', { name: 'Add a service' }).click()
  await answer(page, { Code: 'lib', Name: 'Registrars', Organisation: 'Cambridgeshire County Council' })
  await press(page, 'Save')
  await expectRefused(page, 'There is a service with this code')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Registrars')
  await answer(page, { Code: 'reg' })
  await press(page, 'Save')
  await expect(news(page)).toContainText('Registrars has been added')
  await page.getByRole('link', { name: 'Services', exact: true }).first().click()
  await expect(page.locator('tbody tr', { hasText: 'REG' })).toContainText('Nobody yet')

  await page.getByRole('link', { name: 'Source systems', exact: true }).click()
  await page.getByRole('link', { name: 'Add a source system' }).click()
  await answer(page, { Code: 'REGSYS', Name: 'Registration system', 'What it holds': 'Births, deaths and marriages' })
  await page.getByLabel('Registrars (Cambridgeshire County Council)').check()
  await press(page, 'Save')
  await page.getByRole('link', { name: 'Source systems', exact: true }).first().click()
  const row = page.locator('tbody tr', { hasText: 'REGSYS' })
  await expect(row).toContainText('Registrars')
  await row.getByRole('link', { name: /Change/ }).click()
  await expect(page.getByLabel('Registrars (Cambridgeshire County Council)')).toBeChecked()
  await answer(page, { Name: 'Registration of births' })
  await press(page, 'Save')
  await expect(news(page)).toContainText('Registration of births has been changed')
})

test('the administrator issues an API token, with which a source system sends a feed until it is revoked @once', async ({
  as,
}) => {
  const page = await as('administrator')
  await page.goto('/source-systems')
  await page.getByRole('link', { name: 'tokens of HUBS' }).click()
  await page.getByRole('link', { name: 'Issue a token' }).click()
  await press(page, 'Issue the token')
  await expectRefused(page, 'Enter the name')
  await answer(page, { Name: 'Nightly export' })
  await press(page, 'Issue the token')
  const token = await page.locator('.app-shown-once').innerText()
  const send = () =>
    page.request.post('/api/v1/record-feeds', {
      headers: { authorization: `Bearer ${token.trim()}`, 'content-type': 'text/csv' },
      data: 'reference,rule,trigger_date\nAPI-1,FH-01,\n',
    })
  expect((await send()).status()).toBe(202)
  await page.getByRole('link', { name: /I have copied it/ }).click()
  await expect(page.locator('main')).not.toContainText(token)
  await expect(page.locator('tbody tr', { hasText: 'Nightly export' })).not.toContainText('Never')
  await page.getByRole('link', { name: 'Revoke Nightly export' }).click()
  await press(page, 'Revoke the token')
  await expect(news(page)).toContainText('Nightly export has been revoked')
  expect((await send()).status()).toBe(401)
  await page.goto('/record-feeds')
  await expect(page.locator('tbody tr').first()).toContainText('By Nightly export (API)')
})

test('the administrator sees feeds and job runs, and no records or disposal reviews @once', async ({ as }) => {
  const page = await as('administrator')
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Records', exact: true })).toHaveCount(0)
  for (const address of ['/records', '/records.csv', '/records/1', '/disposal-reviews', '/disposal-reviews/1'])
    expect((await page.request.get(address)).status(), address).toBe(403)
  await page.goto('/job-runs')
  await page.locator('tbody tr').last().getByRole('link').click()
  await expect(page.locator('main')).toContainText('1,212')
  await expect(page.locator('main')).not.toContainText('Disposal reviews that this run opened')
})

test('the administrator cannot approve a disposal, or edit the register or the schedule @once', async ({ as }) => {
  const page = await as('administrator')
  for (const address of ['/processing-activities/LIB-A1', '/retention-rules/LIB-01']) {
    await page.goto(address)
    await expect(page.locator('main form[method="post"]')).toHaveCount(0)
    await expect(page.getByRole('link', { name: /^(Change|Retire)/ })).toHaveCount(0)
  }
  const _csrf = await tokenOf(page.request, '/')
  for (const address of [
    '/processing-activities/new',
    '/processing-activities/LIB-A1/edit',
    '/retention-rules',
    '/retention-rules/LIB-01/versions',
    '/organisations/new',
    '/disposal-reviews/1/exceptions',
    '/disposal-reviews/1/decision',
    '/disposal-reviews/1/second-approval',
    '/disposal-instructions/1/confirmation',
  ])
    expect((await page.request.post(address, { form: { _csrf }, maxRedirects: 0 })).status(), address).toBe(403)
})
