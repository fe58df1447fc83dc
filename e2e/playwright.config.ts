import { defineConfig } from 'playwright/test'
import { browserFlags, findBrowser } from '../scripts/lib/browser.ts'

const executablePath = findBrowser(process.env) ?? undefined

// Playwright takes its settings from the default export of this file.
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  globalSetup: './template-database.ts',
  workers: 2,
  timeout: 120_000,
  // Photographs are for people to look at: they are taken into the folder named, and by no other run.
  testIgnore: process.env.MUNIMENT_SCREENSHOTS ? [] : ['screenshots.spec.ts'],
  expect: { timeout: 15_000 },
  use: {
    actionTimeout: 15_000,
    launchOptions: { executablePath, args: browserFlags() },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    // A trace of every test costs a sixth of the time: it is for whoever looks into one that fails.
    trace: process.env.MUNIMENT_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
  // Each kind of form and page is gone through twice. Once: what is about scripts, what axe looks at (which hangs without them), where hardly
  // a page is shown, and, unless everything is asked for, journeys through forms of which others have made sure that they need none.
  projects: [
    { name: 'with scripts' },
    {
      name: 'without scripts',
      use: { javaScriptEnabled: false },
      grepInvert: process.env.MUNIMENT_EVERYTHING ? /@scripts/ : /@scripts|@once/,
    },
  ],
})
