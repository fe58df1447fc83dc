import { expect, test } from './fixtures.ts'
import { expectSound } from './pages/any-page.ts'
import { download, readCsv } from './pages/csv.ts'
import { answer, news, press } from './pages/form.ts'
import { addRule } from './pages/retention-rule.ts'
import { tokenOf } from './pages/sign-in.ts'

const words = (text: string): string[] => text.split(/,\s+/)

/** The columns that users' scripts rely on; others may follow them. */
const columns = {
  '/processing-activities': words(`reference, role, title, organisation, service, purposes, controllers,
    joint_controllers, processors, data_subject_categories, personal_data_categories, special_categories, lawful_bases,
    article_9_conditions, schedule_1_conditions, recipients, third_countries, transfer_safeguards, retention_rules,
    retention_periods, security_measures, sources, automated_decisions, dpia, owner, status, version, approved_on,
    next_review_on, open_findings`),
  '/retention-rules':
    words(`code, record_series, organisation, service, trigger_kind, trigger_event, counted_from, period,
    constraint, disposal_action, authority, authority_kind, approvals, owner, status, version, valid_from, activities`),
  '/records':
    words(`reference, source_system, service, rule, record_series, trigger_date, retain_until, due_on, state, held,
    flagged_on, review, quantity, title, location, last_seen_on`),
  '/disposal-reviews': words('id, service, rule, record_series, state, opened_on, review_by, records'),
  '/job-runs': words('id, job, as_of'),
  '/users': words('id, name, email, role, services, state, second_factor'),
  '/audit-events': words('number, at, who, who_role, who_id, address, kind, subject_kind, subject_id, what, details'),
}

test('the auditor downloads each list as CSV, and another program reads it as the contract says @once', async ({
  as,
}) => {
  const page = await as('auditor')
  for (const [list, names] of Object.entries(columns)) {
    await page.goto(list)
    const table = await download(page, 'Download this list as CSV')
    expect(table.columns.slice(0, names.length), list).toEqual(names)
    expect(table.rows.length, list).toBeGreaterThan(0)
  }
})

test('the CSV of a list that is narrowed holds what the page shows @once', async ({ as }) => {
  const page = await as('auditor')

  await test.step('the register of one service, by title', async () => {
    await page.goto('/processing-activities?service=MUS&sort=title')
    const { rows } = await download(page, 'Download this list as CSV')
    expect(rows.map(({ title }) => title)).toEqual(await page.locator('tbody tr td:nth-child(2)').allInnerTexts())
    expect(new Set(rows.map(({ service }) => service))).toEqual(new Set(['MUS']))
    expect(rows[0]?.lawful_bases).not.toBe('')
  })

  await test.step('the rules that nobody has confirmed', async () => {
    await page.goto('/retention-rules')
    await page.locator('summary', { hasText: 'Filters' }).click()
    await answer(page, { Standing: 'Proposed', Service: 'Libraries' })
    await press(page, 'Apply filters')
    const { rows } = await download(page, 'Download this list as CSV')
    expect(rows.map(({ code }) => code)).toEqual(await page.locator('tbody tr th').allInnerTexts())
    for (const { period } of rows) expect(period).toMatch(/^(P(\d+Y)?(\d+M)?(\d+D)?)?$/)
  })

  await test.step('the records that are due by one rule, with the dates of that rule', async () => {
    await page.goto('/records?rule=MUS-01&state=due')
    const { rows } = await download(page, 'Download this list as CSV')
    expect(rows.map(({ reference }) => reference).sort()).toEqual(
      (await page.locator('tbody tr th a').allInnerTexts()).sort(),
    )
    for (const { trigger_date: trigger = '', retain_until: until = '', due_on: due = '' } of rows) {
      expect(trigger < until && until < due && due <= '2026-11-22', `${trigger} ${until} ${due}`).toBe(true)
    }
  })

  await test.step('with the mark that a spreadsheet wants', async () => {
    const text = (await (await page.request.get('/job-runs.csv?state=succeeded&bom=1')).body()).toString('utf8')
    expect(text.startsWith('\uFEFF')).toBe(true)
    for (const { state } of readCsv(text).rows) expect(state).toBe('succeeded')
  })
})

test('the auditor finds a rule’s change in the audit trail, before and after, and downloads it @once', async ({
  as,
}) => {
  const governance = await as('governance')
  await addRule(governance, 'LIB-85')
  await governance.getByRole('link', { name: 'Change this rule' }).click()
  await answer(governance, { Years: '5' })
  await press(governance, 'See what this would change')
  await press(governance, 'Save version 2')
  await expect(news(governance)).toContainText('Version 2 of LIB-85 is in force')

  const page = await as('auditor')
  await page.goto('/retention-rules/LIB-85')
  await expect(page.locator('.app-history')).toContainText('Grace Ashby changed period from 3 years to 5 years')
  await page.goto('/audit-events')
  await page.locator('summary', { hasText: 'Filters' }).click()
  await answer(page, {
    Person: 'grace',
    'What happened': 'Changed',
    'To what': 'Retention rule',
    'Code or number of it': 'LIB-85',
  })
  await press(page, 'Apply filters')
  await expect(page.getByRole('link', { name: /What happened: Changed/ })).toBeVisible()
  await expect(page.locator('tbody tr')).toHaveCount(1)
  const { rows } = await download(page, 'Download this list as CSV')
  expect(rows.map(({ who, subject_id: subject, what }) => [who, subject, what])).toEqual([
    ['Grace Ashby', 'LIB-85', 'Grace Ashby changed period from 3 years to 5 years (version: 2)'],
  ])
  await page.locator('tbody th a').click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Event \d+$/)
  await expect(page.locator('tbody tr')).toContainText(['Period'])
  await expect(page.locator('main')).toContainText('It is the hash of what is shown here')
  await expectSound(page)
})

test('the auditor is offered nothing that changes anything @once', async ({ as }) => {
  const page = await as('auditor')
  for (const list of [
    '/',
    ...Object.keys(columns),
    '/record-feeds',
    '/organisations',
    '/services',
    '/source-systems',
    '/source-systems/LMS/tokens',
    '/users/1',
    '/second-factor-requirements',
    '/mail',
  ]) {
    await page.goto(list)
    // A view that somebody saves is their own, and changes nothing that others see.
    await expect(page.locator('main form[method="post"]:not([action^="/saved-views"])'), list).toHaveCount(0)
    await expect(
      page.getByRole('link', { name: /^(Add|Change|Send|Retire|Decide|Issue|Revoke|Suspend)\b/ }),
      list,
    ).toHaveCount(0)
  }
})

test('what the auditor sends all the same is refused @once', async ({ as }) => {
  const page = await as('auditor')
  const _csrf = await tokenOf(page.request, '/')
  for (const address of [
    '/processing-activities/new',
    '/processing-activities/LIB-A1/edit',
    '/processing-activities/LIB-A1/retirement',
    '/retention-rules',
    '/retention-rules/LIB-01/versions',
    '/retention-rules/LIB-01/confirmation',
    '/job-runs',
    '/disposal-reviews/1/exceptions',
    '/disposal-reviews/1/decision',
    '/disposal-reviews/1/second-approval',
    '/disposal-instructions/1/confirmation',
    '/organisations/new',
    '/services/new',
    '/source-systems/new',
    '/source-systems/LMS/tokens',
    '/users/new',
    '/users/1/suspension',
    '/users/1/password-reset',
    '/second-factor-requirements',
    '/mail/attempts',
  ]) {
    const sent = await page.request.post(address, { form: { _csrf }, maxRedirects: 0 })
    expect(sent.status(), address).toBe(403)
    expect(await sent.text(), address).toContain('does not have the right')
  }
  const file = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('reference,rule\n') }
  expect((await page.request.post('/record-feeds', { multipart: { _csrf, file }, maxRedirects: 0 })).status()).toBe(403)
})
