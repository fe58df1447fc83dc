import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'playwright/test'
import { type RunningServer, startServer } from './server.ts'

export { expect } from 'playwright/test'

/**
 * A test of journeys. `page.goto('/records')` goes to a server that one worker's tests share, on a database of its own,
 * begun with the sample register and records; after a test that fails the next ones begin with a new one.
 */
export const test = base.extend<object, { server: RunningServer }>({
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
  baseURL: async ({ server }, use) => use(server.url),
})
