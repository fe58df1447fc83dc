import { DEMONSTRATION_PASSWORD } from '../../src/actions/demonstration-accounts.ts'
import { startServer } from '../lib/test-server.ts'
import { AS_AT } from './data.ts'
import type { Reader } from './pages.ts'

/** The server in a process of its own with somebody from information governance signed in; `token` goes with what is sent. */
export type Site = Reader & { token: string; end: () => Promise<void> }

/** No job but the one that is measured: the night's backup is on a day that is never today. */
const settings = {
  MUNIMENT_TODAY: AS_AT,
  PAGES_PER_MINUTE: '1000000',
  BACKUP_CRON: '0 0 31 12 *',
}

/** Starts the server on a database. It is ended at once and without ceremony, as nobody needs what it would hand back. */
export async function siteOf(database: string): Promise<Site> {
  const server = startServer({ ...settings, DATABASE_URL: `file:${database}` })
  const end = async () => void (await server.stop('SIGKILL'))
  try {
    const address = (await server.ready).replace('localhost', '127.0.0.1')
    return { address, end, ...(await signedIn(address)) }
  } catch (error) {
    await end()
    throw error
  }
}

type Ending = { end: () => Promise<void> }

/** Starts one thing after the other. When the second does not start, the first is ended. */
export async function bothOf<A extends Ending, B extends Ending>(
  first: Promise<A>,
  second: (first: A) => Promise<B>,
): Promise<[A, B]> {
  const one = await first
  try {
    return [one, await second(one)]
  } catch (error) {
    await one.end()
    throw error
  }
}

/** Ends both, or the one where they are the same. */
export const endBoth = async (both: Ending[]): Promise<void> => {
  for (const { end } of new Set(both)) await end()
}

/** The milliseconds from starting the server on a database to the first page, the page of signing in. */
export async function firstPage(database: string): Promise<number> {
  const began = performance.now()
  const server = startServer({ ...settings, NODE_COMPILE_CACHE: undefined, DATABASE_URL: `file:${database}` })
  try {
    await (await fetch(`${await server.ready}/sign-in`)).text()
    return performance.now() - began
  } finally {
    await server.stop()
  }
}

/** Signs in one of the demonstration accounts: by which headers the server knows them, and the token of their forms. */
export async function signedIn(
  address: string,
  account = 'governance',
): Promise<{ headers: { cookie: string }; token: string }> {
  const form = await fetch(`${address}/sign-in`)
  const body = new URLSearchParams({
    _csrf: tokenIn(await form.text()),
    email: `${account}@muniment.example`,
    password: DEMONSTRATION_PASSWORD,
  })
  const sent = { method: 'POST', body, headers: { cookie: cookieOf(form) }, redirect: 'manual' } as const
  const answer = await fetch(`${address}/sign-in`, sent)
  const cookie = cookieOf(answer)
  const home = await fetch(address, { headers: { cookie } })
  const page = await home.text()
  if (home.status !== 200 || !page.includes('Sign out')) throw new Error(`Nobody could be signed in: ${answer.status}`)
  return { headers: { cookie }, token: tokenIn(page) }
}

const tokenIn = (page: string): string => /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''

const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
