import { expect, test } from './fixtures.ts'
import { visitEveryKind } from './pages/every-page.ts'
import type { Person } from './pages/sign-in.ts'

const people: Person[] = ['governance', 'manager', 'auditor', 'administrator']
const widths = [1280, 375]

for (const person of people)
  test(`every kind of page that the ${person} meets is photographed @scripts`, async ({ as }) => {
    test.setTimeout(600_000)
    const page = await as(person)
    await visitEveryKind(page, ['/', '/organisations', '/services', '/source-systems'], async (kind) => {
      await expect(page.locator('h1')).toHaveCount(1)
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 })
        await page.screenshot({
          path: `${process.env.MUNIMENT_SCREENSHOTS}/${person}/${kind}-${width}.png`,
          fullPage: true,
        })
      }
    })
  })
