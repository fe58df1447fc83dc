import { type APIRequestContext, type Page, request } from 'playwright/test'
import { DEMONSTRATION_PASSWORD } from '../../src/actions/demonstration-accounts.ts'

/** The name in the e-mail address of a demonstration account. */
export type Person = 'governance' | 'governance.second' | 'manager' | 'manager.families' | 'auditor' | 'administrator'

/** Signs in as a demonstration account, and ends where the site then leads. */
export async function signInAs(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in')
  await answerSignIn(page, addressOf(person), DEMONSTRATION_PASSWORD)
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** Fills in the sign-in form and sends it. */
export async function answerSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in without a browser: what a browser has to know to go on from there. */
export async function sessionOf(site: string, person: Person) {
  const visitor = await request.newContext({ baseURL: site })
  const form = { _csrf: await tokenOf(visitor, '/sign-in'), email: addressOf(person), password: DEMONSTRATION_PASSWORD }
  const answer = await visitor.post('/sign-in', { form, maxRedirects: 0 })
  if (answer.status() !== 303) throw new Error(`${person} could not sign in: ${await answer.text()}`)
  const state = await visitor.storageState()
  await visitor.dispose()
  return state
}

/** The token that a form of a page carries, for requests that no form of the page sends. */
export async function tokenOf(visitor: APIRequestContext, path: string): Promise<string> {
  const html = await (await visitor.get(path)).text()
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
}

const addressOf = (person: Person): string => `${person}@muniment.example`
