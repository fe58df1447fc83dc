import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { readCsv } from './pages/csv.ts'
import { tokenOf } from './pages/sign-in.ts'

test('a manager meets nothing of the records and reviews of another service @once', async ({ as }) => {
  const manager = await as('manager')
  const theirs = await as('manager.families')
  const record = await firstLink(theirs, '/records', /^\/records\/\d+$/)
  const review = await firstLink(theirs, '/disposal-reviews', /^\/disposal-reviews\/\d+$/)

  await test.step('a record, a review and what belongs to it look as if they did not exist', async () => {
    for (const address of [record, review, `${review}/decision`, `${review}/exceptions/1`]) {
      const answer = await manager.request.get(address)
      expect(answer.status(), address).toBe(404)
      expect(await answer.text()).toContain('There is no such')
    }
    const _csrf = await tokenOf(manager.request, '/')
    for (const action of ['exceptions', 'decision'])
      expect((await manager.request.post(`${review}/${action}`, { form: { _csrf } })).status(), action).toBe(404)
  })

  await test.step('the lists and their files hold only the services of the manager', async () => {
    await manager.goto('/records')
    await manager.locator('summary', { hasText: 'Filters' }).click()
    await expect(manager.getByLabel('Service', { exact: true }).locator('option')).toHaveText([
      /Any/,
      /Music/,
      /Libraries/,
    ])
    for (const [file, service] of [
      ['/records.csv?rule=LIB-01', 'LIB'],
      ['/disposal-reviews.csv?service=MUS', 'MUS'],
      ['/processing-activities.csv?service=LIB', 'LIB'],
    ] as const)
      expect(await servicesIn(manager, file)).toEqual([service])
    for (const file of [
      '/records.csv?service=FHB',
      '/disposal-reviews.csv?service=FHB',
      '/processing-activities.csv?service=FHB',
    ])
      expect(await servicesIn(manager, file), file).toEqual([])
    expect(await servicesIn(manager, '/disposal-reviews.csv')).toEqual(['LIB', 'MUS'])
  })

  await test.step('the records of a review of another service are not to be had by its number either', async () => {
    expect(await servicesIn(manager, `/records.csv?review=${review.split('/').at(-1)}`)).toEqual([])
  })
})

/** The address of the first thing in a list. */
async function firstLink(page: Page, list: string, address: RegExp): Promise<string> {
  await page.goto(list)
  const links = await page.locator('tbody a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  return links.find((href) => address.test(href)) ?? `${list} holds no link`
}

/** The codes of the services in a file, in order. */
async function servicesIn(page: Page, file: string): Promise<string[]> {
  const { rows } = readCsv(await (await page.request.get(file)).text())
  return [...new Set(rows.map(({ service }) => service ?? ''))].sort()
}
