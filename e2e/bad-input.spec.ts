import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { answer, expectRefused, news, press } from './pages/form.ts'
import { sendFeed } from './pages/record-feed.ts'
import { addRule } from './pages/retention-rule.ts'
import { type Person, tokenOf } from './pages/sign-in.ts'

const MARKUP = `"><script>document.title='run'</script><img src=x onerror="document.title='run'"> ' & <b>`

const forms: { person: Person; address: string; button: string }[] = [
  { person: 'governance', address: '/processing-activities/new', button: 'Save' },
  { person: 'governance', address: '/retention-rules/new', button: 'Add rule' },
  { person: 'governance', address: '/organisations/new', button: 'Save' },
  { person: 'administrator', address: '/services/new', button: 'Save' },
  { person: 'administrator', address: '/source-systems/new', button: 'Save' },
]

for (const { person, address, button } of forms)
  test(`the form at ${address} gives back all that was typed, markup and quotes included`, async ({ as }) => {
    const page = await as(person)
    await page.goto(address)
    const fields = page.locator('main form[method="post"] :is(input[type="text"], textarea):visible')
    const count = await fields.count()
    expect(count).toBeGreaterThan(0)
    for (let at = 0; at < count; at++) await fields.nth(at).fill(MARKUP)
    await press(page, button)
    await expectRefused(page)
    const kept = await page
      .locator('main form[method="post"] :is(input, textarea)')
      .evaluateAll((all) => all.map((field) => ('value' in field ? field.value : '')))
    expect(kept.filter((value) => value === MARKUP)).toHaveLength(count)
    await expectInert(page)
  })

test('a form with texts far too long is refused in sentences that name the limits @once', async ({ as }) => {
  const page = await as('governance')
  await page.goto('/organisations/new')
  await answer(page, { Code: 'A'.repeat(5000), Name: 'B'.repeat(5000), Address: 'C'.repeat(50_000) })
  await press(page, 'Save')
  await expectRefused(page, '20 characters', 'characters or fewer')
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue('C'.repeat(50_000))
})

test('markup in names, rules, activities and feeds is shown as it was typed, and does nothing @once', async ({
  as,
}) => {
  const page = await as('governance')
  await page.goto('/organisations/new')
  await answer(page, {
    Code: 'MARKUP',
    Name: MARKUP,
    Kind: 'Supplier',
    Address: MARKUP,
    'Data protection officer': MARKUP,
  })
  await press(page, 'Save')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(MARKUP)
  await expectInert(page)

  await addRule(page, 'LIB-70', {
    'Record series': MARKUP,
    Owner: MARKUP,
    'The event in words': MARKUP,
    Authority: MARKUP,
  })
  await expect(page.getByRole('heading', { level: 1 })).toContainText(MARKUP)
  await expectInert(page)

  await page.goto('/processing-activities/new?form=whole')
  await answer(page.getByRole('region', { name: 'Identity' }), {
    Reference: 'LIB-A70',
    Title: MARKUP,
    Service: 'Libraries (Cambridgeshire County Council)',
    Role: 'Controller',
    Owner: MARKUP,
  })
  const row = (name: string) => page.getByRole('group', { name, exact: true })
  await answer(row('Purpose 1'), { Purpose: MARKUP })
  await answer(row('Category of people 1'), { 'Category of people': MARKUP })
  await answer(row('Recipient 1'), { Category: MARKUP })
  await press(page, 'Save')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(MARKUP)
  await expectInert(page)

  const quoted = `"${MARKUP.replaceAll('"', '""')}"`
  const feed = `reference,rule,trigger_date,title\n${quoted},LIB-70,2025-01-01,${quoted}\nX,${quoted},2025-01-01,\n`
  await sendFeed(page, 'LMS Library management system', '<b>markup.csv', Buffer.from(feed))
  await expect(page.locator('main')).toContainText('There is no rule with the code')
  await expectInert(page)
  for (const list of [
    '/records?rule=LIB-70',
    '/retention-rules?q=LIB-70',
    '/processing-activities?q=LIB-70',
    '/organisations',
    `/records?reference=${encodeURIComponent(MARKUP)}`,
  ]) {
    await page.goto(list)
    await expectInert(page)
  }
  await page.goto('/records?rule=LIB-70')
  await page.locator('tbody th a').click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(MARKUP)
  await expectInert(page)
})

test('whoever saves second is told what changed since, and keeps what they typed @once', async ({ as }) => {
  const first = await as('governance')
  const second = await as('governance.second')

  await test.step('an organisation', async () => {
    await first.goto('/organisations/SCC/edit')
    await second.goto('/organisations/SCC/edit')
    await answer(first, { Telephone: '01473 000000' })
    await press(first, 'Save')
    await answer(second, { Address: 'Endeavour House, Ipswich' })
    await press(second, 'Save')
    await expectRefused(second, 'changed')
    await expect(second.getByLabel('Address', { exact: true })).toHaveValue('Endeavour House, Ipswich')
  })

  await test.step('an activity', async () => {
    await first.goto('/processing-activities/MUS-A3/edit')
    await second.goto('/processing-activities/MUS-A3/edit')
    await answer(first, { Owner: 'Head of music' })
    await press(first, 'Save')
    await expect(news(first)).toContainText('The draft of version 2 has been saved')
    await answer(second, { 'Business function': 'Accounts of pupils' })
    await press(second, 'Save')
    await expectRefused(second, 'changed')
    await expect(second.getByLabel('Business function', { exact: true })).toHaveValue('Accounts of pupils')
  })

  await test.step('a retention rule', async () => {
    await first.goto('/retention-rules/MUS-09/edit')
    await second.goto('/retention-rules/MUS-09/edit')
    await answer(first, { Owner: 'Head of music' })
    await press(first, 'See what this would change')
    await press(first, 'Save version 2')
    await answer(second, { Authority: 'Decision of the board' })
    await press(second, 'See what this would change')
    await expectRefused(second, 'changed')
    await expect(second.locator('main')).toContainText('Owner: now Head of music')
    await expect(second.getByLabel('Authority', { exact: true })).toHaveValue('Decision of the board')
  })
})

test('a feed that is no list of records is refused whole, with a sentence that says why @once', async ({ as }) => {
  const page = await as('administrator')
  for (const [name, content, why] of [
    ['empty.csv', '', /empty/],
    ['picture.csv', '\u0000\u0001\u0002\u0003PNG\u0000', /text/],
    ['columns.csv', 'name,born\nAda,1815\n', /reference/],
  ] as const) {
    await sendFeed(page, 'MUSIC Music service system', name, Buffer.from(content), 'Refused')
    await expect(page.locator('.govuk-warning-text')).toContainText(why)
  }
})

test('an address or a method that a page does not take is answered in a sentence @once', async ({ as }) => {
  const page = await as('governance')
  for (const list of [
    '/processing-activities',
    '/retention-rules',
    '/records',
    '/record-feeds',
    '/disposal-reviews',
    '/job-runs',
    '/organisations',
    '/services',
    '/source-systems',
    '/privacy-notices',
  ])
    for (const address of [`${list}?colour=blue`, `${list}.csv?colour=blue`]) {
      const answer = await page.request.get(address)
      expect(answer.status(), address).toBe(400)
      expect(await answer.text(), address).toContain('does not know “colour”')
    }
  for (const [address, status] of [
    ['/records?state=lost', 400],
    ['/records?due_from=31/02/2026', 400],
    ['/records/0', 404],
    ['/records/abc', 404],
    ['/processing-activities/LIB-A999', 404],
    ['/retention-rules/NONE-1', 404],
    ['/disposal-reviews/999999', 404],
    ['/record-feeds/999999', 404],
    ['/job-runs/999999', 404],
    ['/privacy-notices/none', 404],
    ['/organisations/NONE', 404],
    ['/nowhere', 404],
  ] as const)
    expect((await page.request.get(address)).status(), address).toBe(status)
  const _csrf = await tokenOf(page.request, '/')
  for (const address of ['/records', '/processing-activities', '/disposal-reviews/1']) {
    const answer = await page.request.post(address, { form: { _csrf }, maxRedirects: 0 })
    expect(answer.status(), address).toBe(405)
    expect(answer.headers().allow, address).toContain('GET')
  }
})

/** No part of what was typed has become a part of the page. */
async function expectInert(page: Page): Promise<void> {
  await expect(page).not.toHaveTitle(/^run/)
  await expect(page.locator('main script, main img, img[src="x"], b')).toHaveCount(0)
}
