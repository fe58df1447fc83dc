import type { Page } from 'playwright/test'

const widths = [1280, 375]

/** Photographs a page, wide and narrow, into the folder named in `MUNIMENT_SCREENSHOTS`; does nothing when none is named. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.MUNIMENT_SCREENSHOTS
  if (!folder) return
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 720 })
}
