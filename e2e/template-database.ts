import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from './server.ts'

/**
 * Makes the database of a first start once, for the servers of the run to begin with; they find its folder in
 * `MUNIMENT_TEMPLATE`, unless one that was made before is named there already. Playwright calls the default export before all tests, and what that returns after them.
 */
export default async function makeTemplate(): Promise<() => void> {
  if (process.env.MUNIMENT_TEMPLATE) return () => {}
  const folder = mkdtempSync(join(tmpdir(), 'muniment-template-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const server = await startServer(folder)
    await server.stop()
  } catch (error) {
    remove()
    throw error
  }
  process.env.MUNIMENT_TEMPLATE = folder
  return remove
}
