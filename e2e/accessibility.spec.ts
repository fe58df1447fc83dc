import { expect, test } from './fixtures.ts'
import { expectAccessible } from './pages/any-page.ts'
import { visitEveryKind } from './pages/every-page.ts'
import { expectRefused, press } from './pages/form.ts'
import type { Person } from './pages/sign-in.ts'

test.describe.configure({ mode: 'parallel' })

/**
 * Whose links are followed, and which kinds of pages are looked at for their sake: the others are as those of governance. Of what the
 * administrator keeps governance sees less, and the auditor all without its forms. A list with a query is the list with fewer rows and its
 * filters above it.
 */
const people: { person: Person; theirs: RegExp }[] = [
  {
    person: 'governance',
    theirs:
      /^((?!.*-with-query$|services|source-systems|users|mail|second-factor)|(processing-activities|records|disposal-reviews|findings)-with)/,
  },
  { person: 'manager', theirs: /^(home|disposal-reviews|review-requests|processing-activities-one)$/ },
  { person: 'auditor', theirs: /^(home|source-systems-one-tokens|users|mail|second-factor)/ },
  { person: 'administrator', theirs: /^(home|services|source-systems|users|mail|second-factor)/ },
]

for (const { person, theirs } of people)
  test(`every kind of page that the ${person} can reach by links is sound @scripts`, async ({ as }) => {
    test.slow()
    const page = await as(person)
    await visitEveryKind(
      page,
      ['/'],
      () => expectAccessible(page),
      (kind) => theirs.test(kind),
    )
  })

const forms: { person: Person; address: string; button: string }[] = [
  { person: 'governance', address: '/processing-activities/new', button: 'Save' },
  { person: 'governance', address: '/retention-rules/new', button: 'Add rule' },
  { person: 'governance', address: '/retention-rules/new', button: 'Save as a draft' },
  { person: 'governance', address: '/organisations/new', button: 'Save' },
  { person: 'governance', address: '/review-requests/new', button: 'Ask for these reviews' },
  { person: 'governance', address: '/terms/new', button: 'Save' },
  { person: 'administrator', address: '/services/new', button: 'Save' },
  { person: 'administrator', address: '/source-systems/new', button: 'Save' },
  { person: 'administrator', address: '/source-systems/LMS/tokens/new', button: 'Issue the token' },
  { person: 'administrator', address: '/record-feeds/new', button: 'Send the feed' },
]

test('every form that is sent empty comes back sound, and says what is wrong @scripts', async ({ as }) => {
  for (const { person, address, button } of forms) {
    const page = await as(person)
    await page.goto(address)
    await press(page, button)
    await expectRefused(page)
    await expectAccessible(page)
    await page.locator('.govuk-error-summary a').first().press('Enter')
    await expect(page.locator('main :is(input, select, textarea):focus'), address).toHaveCount(1)
  }
})

test('the page that shows a new API token is sound, and so are the list and the question before it is revoked @scripts', async ({
  as,
}) => {
  const page = await as('administrator')
  await page.goto('/source-systems/MUSIC/tokens/new')
  await page.getByLabel('Name', { exact: true }).fill(`A name of some length, ${'word '.repeat(14)}`)
  await press(page, 'Issue the token')
  await expectAccessible(page)
  await page.getByRole('link', { name: /I have copied it/ }).click()
  await expectAccessible(page)
  await page.getByRole('link', { name: /Revoke A name/ }).click()
  await expectAccessible(page)
})

test('error pages are sound, and say what is wrong in a sentence @scripts', async ({ as }) => {
  const page = await as('manager')
  for (const [address, status] of [
    ['/records?colour=blue', 400],
    ['/record-feeds', 403],
    ['/records/999999', 404],
  ] as const) {
    expect((await page.goto(address))?.status()).toBe(status)
    await expect(page.locator('main p').first()).toHaveText(/\.\s*$/)
    await expectAccessible(page)
  }
})

test('searches are sound, whatever is found, and the key / leads to the box of any page @scripts', async ({ as }) => {
  const page = await as('governance')
  for (const query of ['', '?q=library', '?q=libary', '?q=xyzzyplugh', '?q=%3F!', `?q=${'long-'.repeat(60)}`]) {
    await page.goto(`/search${query}`)
    await expectAccessible(page)
  }
  await page.goto('/findings')
  await expectAccessible(page)
  await page.keyboard.press('/')
  await expect(page.getByLabel('Search everything')).toBeFocused()
  await page.keyboard.type('library')
  await page.keyboard.press('Enter')
  await expect(page.locator('mark').first()).toHaveText(/^librar/i)
})

test('a page that is not sound is found out @scripts @once', async ({ page }) => {
  await page.goto('/sign-in')
  await expectAccessible(page)
  await page.evaluate("document.styleSheets[0].insertRule('p { color: #ccc }')")
  await expect(expectAccessible(page)).rejects.toThrow(/color-contrast/)
  await page.reload()
  await page.evaluate("document.styleSheets[0].insertRule('main { min-width: 400px }')")
  await expect(expectAccessible(page)).rejects.toThrow(/pixels to be scrolled sideways/)
})
