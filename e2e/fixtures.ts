import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, test as base, expect, type Page } from 'playwright/test'
import { complaintsOf } from './pages/complaints.ts'
import { type Person, sessionOf } from './pages/sign-in.ts'
import { type RunningServer, startServer } from './server.ts'

export { expect } from 'playwright/test'

type Sessions = Map<Person, Awaited<ReturnType<typeof sessionOf>>>

/**
 * A test of journeys. `page.goto('/records')` goes to a server that one worker's tests share, on a database of its own,
 * begun with the sample register and records; after a test that fails the next ones begin with a new one.
 *
 * `as('manager')` is a browser in which that person has signed in. A test fails when the browser complains of a page:
 * of its scripts, or of what the content security policy refuses.
 */
export const test = base.extend<
  { as: (person: Person) => Promise<Page> },
  { server: RunningServer; sessions: Sessions }
>({
  server: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'muniment-e2e-'))
      try {
        cpSync(process.env.MUNIMENT_TEMPLATE ?? '', folder, { recursive: true })
        const server = await startServer(folder)
        await use(server)
        await server.stop()
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  sessions: [async ({}, use) => use(new Map()), { scope: 'worker' }],
  baseURL: async ({ server }, use) => use(server.url),
  page: async ({ page }, use) => {
    const complaints = complaintsOf(page)
    await use(page)
    expect(complaints).toEqual([])
  },
  as: async ({ browser, server, sessions }, use) => {
    const opened: { page: Page; complaints: string[] }[] = []
    await use(async (person) => {
      const page = await pageOf(browser, server, sessions, person)
      opened.push({ page, complaints: complaintsOf(page) })
      return page
    })
    for (const { page, complaints } of opened) {
      expect(complaints).toEqual([])
      await page.context().close()
    }
  },
})

/** A browser of a person, who signs in once for all tests of a worker. */
async function pageOf(browser: Browser, server: RunningServer, sessions: Sessions, person: Person): Promise<Page> {
  const storageState = sessions.get(person) ?? (await sessionOf(server.url, person))
  sessions.set(person, storageState)
  const context = await browser.newContext({ storageState })
  return context.newPage()
}
