import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { identityProvider } from '../src/web/test-identity-provider.ts'
import { expectSound } from './pages/any-page.ts'
import { complaintsOf } from './pages/complaints.ts'
import { type RunningServer, startServer } from './server.ts'

/** A server that knows an identity provider: it must be known before at which port it will be found. */
let folder: string
let provider: Awaited<ReturnType<typeof identityProvider>>
let server: RunningServer

test.beforeAll(async () => {
  test.setTimeout(150_000)
  folder = mkdtempSync(join(tmpdir(), 'muniment-e2e-'))
  const port = await freePort()
  const baseUrl = `http://localhost:${port}`
  provider = await identityProvider(`${baseUrl}/single-sign-on/callback`)
  provider.persons.set('mark', { email: 'manager@muniment.example', email_verified: true })
  provider.persons.set('olga', { email: 'olga@council.example', name: 'Olga Stone' })
  cpSync(process.env.MUNIMENT_TEMPLATE ?? '', folder, { recursive: true })
  server = await startServer(folder, { ...provider.env, PORT: String(port), BASE_URL: baseUrl })
})
test.afterAll(async () => {
  await server.stop()
  await provider.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Answers the sign-in page of the provider. */
async function signInThere(page: Page, id: string): Promise<void> {
  await expect(page).toHaveURL((url) => url.origin === provider.issuer)
  await page.getByPlaceholder('Enter any login').fill(id)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
}

test('a manager signs in with the council’s account, is led to the page asked for, and signs out @once', async ({
  page,
}) => {
  const complaints = complaintsOf(page)
  await page.goto(`${server.url}/retention-rules`)
  await expectSound(page)
  await page.getByRole('link', { name: 'Sign in with your council account' }).click()
  await signInThere(page, 'mark')
  await expect(page).toHaveURL(`${server.url}/retention-rules`)
  await expect(page.getByText('Mark Lowe')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.goto(`${server.url}/`)
  await expect(page).toHaveURL(`${server.url}/sign-in`)
  // The provider's own page is not ours to complain of.
  expect(complaints.filter((complaint) => complaint.startsWith(server.url))).toEqual([])
})

test('whoever has no account here is told whom to ask, and whoever turns back can begin again @once', async ({
  page,
}) => {
  await page.goto(`${server.url}/single-sign-on`)
  await signInThere(page, 'olga')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are not signed in')
  await expect(page.getByText('Ask an administrator of Muniment to add you')).toBeVisible()
  await expectSound(page)
  await page.context().clearCookies()
  await page.goto(`${server.url}/single-sign-on`)
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(page.getByText('was stopped, or you were not let in there')).toBeVisible()
  await page.getByRole('link', { name: 'Try again' }).click()
  await expect(page).toHaveURL((url) => url.origin === provider.issuer)
})

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createServer().on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
