import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate'
import { type CDPSession, expect, type Page, test } from 'playwright/test'
import { photograph } from './photograph.ts'

const validator = new HtmlValidate(new FileSystemConfigLoader())
/** How the browser writes out a page that it has read says nothing of how the page was written. */
const asBrowsersWrite = {
  rules: { 'attribute-boolean-style': 'off', 'attribute-empty-style': 'off', 'doctype-style': 'off' },
} as const
let photographs = 0
const narrow = { width: 320, height: 640 }

/**
 * What holds for every page: its HTML is valid, and at 320 pixels nothing has to be scrolled sideways (WCAG 1.4.10), wide tables within their
 * own frame excepted. What axe says of the pages of journeys is asked when everything is: of each kind of page it is always, see `expectAccessible`.
 */
export async function expectSound(page: Page): Promise<void> {
  await expectWhole(page, process.env.MUNIMENT_EVERYTHING !== undefined)
}

/** As `expectSound`, and axe finds nothing against WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  await expectWhole(page, true)
}

/** Without scripts axe hangs. */
async function expectWhole(page: Page, withAxe: boolean): Promise<void> {
  expect(await markupProblems(await page.content())).toEqual([])
  const session = await page.context().newCDPSession(page)
  if (withAxe && test.info().project.use.javaScriptEnabled !== false)
    expect(await axeProblems(page, session)).toEqual([])
  expect(await sidewaysScroll(page, session), 'pixels to be scrolled sideways').toBe(0)
  await session.detach()
  await photograph(page, `journeys/${test.info().testId}-${++photographs}`)
}

async function markupProblems(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html, 'e2e/page.html', asBrowsersWrite)
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `line ${line}: ${message} (${ruleId})`),
  )
}

/** All rules, those that are no law among them. A page has no frames, whose pages would have to be looked at apart. */
async function axeProblems(page: Page, session: CDPSession): Promise<string[]> {
  expect(page.frames()).toHaveLength(1)
  const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: AXE })
  expect(exceptionDetails).toBeUndefined()
  const { violations } = await page.evaluate<AxeResults>(LOOK)
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${help} (${id}): ${html}`))
}

/** The browser reads it for each page anew: the short form in half the time, and as a script in half the time of an `eval` in one. */
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Style sheets are of this site: a page needs no second look at them to be judged. A list of all that is right takes a third of the time. */
const LOOK = "axe.run(document, { resultTypes: ['violations'], preload: false, selectors: false })"

/** Pixels by which the page is wider than a narrow window. Playwright's own way of making it narrow takes twice the time. */
async function sidewaysScroll(page: Page, session: CDPSession): Promise<number> {
  await session.send('Emulation.setDeviceMetricsOverride', { ...narrow, ...onScreen })
  const { over, width } = await page.locator('html').evaluate((html) => ({
    over: html.scrollWidth - html.clientWidth,
    width: html.clientWidth,
  }))
  expect(width).toBe(narrow.width)
  const size = page.viewportSize()
  if (size) await session.send('Emulation.setDeviceMetricsOverride', { ...size, ...onScreen })
  return over
}

const onScreen = { deviceScaleFactor: 1, mobile: false }
