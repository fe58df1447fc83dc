import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { longList } from '../actions/long-lists.ts'
import { piecesOf } from '../actions/whole-list.ts'
import { createApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { addDays, type Clock, type IsoDate } from '../domain/calendar.ts'
import type { Role } from '../domain/permission.ts'
import type { HeavyWork } from './app-context.ts'

/** The password of everybody in the small world. */
export const PASSWORD = 'correct horse battery staple'

/** Its hash at the least cost that there is: tests sign in some hundred times. What hashing costs otherwise is tested beside it. */
const PASSWORD_HASH = '$argon2id$v=19$m=8,t=1,p=1$c21hbGwgd29ybGQgc2FsdA$tjhlBqph4d/DU/0SMPy5RufBATWj4O+I5yzRYOJRUcM'

/** What production asks for: good enough to be let through, and used by tests alone. */
export const productionSettings = {
  NODE_ENV: 'production',
  BASE_URL: 'https://muniment.example.gov.uk',
  SESSION_SECRET: 'a secret of thirty-two characters!',
  RECORD_HASH_KEY: 'the key of hashes that outlive records',
}

/** Settings and a log other than the usual ones. */
type Surroundings = { env?: Record<string, string>; log?: Logger }

/** A clock that a test moves by hand. */
export type TestClock = Clock & { moveTo: (date: IsoDate) => void }

/** The real site over a real database with the small world in it, at a free loopback port; `today` starts at 2026-11-22. */
export async function testSite(
  work: Partial<HeavyWork> = {},
  { env = {}, log = pino({ level: 'silent' }) }: Surroundings = {},
) {
  const { db, url, folder, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  await db.updateTable('users').set({ passwordHash: PASSWORD_HASH }).execute()
  const clock = testClock('2026-11-22')
  const places = { DATABASE_URL: url, UPLOADS_FOLDER: join(folder, 'uploads') }
  const config = readConfig({ PAGES_PER_MINUTE: '1000000', ...env, ...places })
  const site = createApp({
    db,
    clock,
    config,
    log,
    work: {
      loadFeeds: () => {},
      sweep: () => {},
      recompute: () => {},
      moveRecords: () => {},
      carryOutDecisions: () => {},
      instruct: () => {},
      carryOutHolds: () => {},
      sendMail: () => {},
      makeFile: (file) => piecesOf(longList(file.list), db, file),
      ...work,
    },
  })
  const server = await new Promise<Server>((done) => {
    const listening = site.listen(0, '127.0.0.1', () => done(listening))
    // Server and browser share a thread here: a test that reads a long file is no silence of the browser's.
    listening.keepAliveTimeout = 60_000
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    db,
    world,
    clock,
    config,
    folder,
    address,
    /** The application itself, for walking its routes. */
    application: site,
    /** A browser of one's own, signed in as the role's person. */
    signInAs: async (role: Role) => {
      const browser = visitor(address)
      await browser.post('/sign-in', { email: `${role}@muniment.example`, password: PASSWORD })
      return browser
    },
    /** A browser that nobody has signed in with; `cookie`: one that it has already. */
    visitor: (cookie?: string) => visitor(address, cookie),
    close: async () => {
      await new Promise((done) => server.close(done).closeAllConnections())
      await close()
    },
  }
}

export type Answer = { status: number; text: string; headers: Headers }

/** Keeps cookies and sends forms with the token of the page it last read, as a browser does; redirects are not followed. */
export function visitor(address: string, known?: string) {
  const jar = new Map<string, string>()
  if (known) keep(jar, known)
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  let token = ''
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(address + path, {
      ...init,
      redirect: 'manual',
      headers: { cookie: cookie(), accept: 'text/html', ...init.headers },
    })
    for (const set of response.headers.getSetCookie()) keep(jar, set)
    const text = await response.text()
    token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? token
    return { status: response.status, text, headers: response.headers }
  }
  const readToken = async () => {
    const before = token
    if (before === '') await send('/sign-in', {})
  }
  return {
    get: (path: string) => send(path, {}),
    post: async (path: string, form: Record<string, string | string[]>): Promise<Answer> => {
      await readToken()
      const body = new URLSearchParams([['_csrf', token]])
      for (const [name, values] of Object.entries(form)) for (const value of [values].flat()) body.append(name, value)
      const answer = await send(path, { method: 'POST', body })
      if (path === '/sign-in') {
        token = ''
        await send('/', {})
      }
      return answer
    },
    /** Sends a file as the browser's form does. */
    upload: async (
      path: string,
      fields: Record<string, string>,
      name: string,
      content: string | Uint8Array<ArrayBuffer>,
    ): Promise<Answer> => {
      await readToken()
      const body = new FormData()
      body.append('_csrf', token)
      for (const [field, value] of Object.entries(fields)) body.append(field, value)
      body.append('file', new Blob([content], { type: 'text/csv' }), name)
      return send(path, { method: 'POST', body })
    },
    /** A file as it comes. */
    bytes: async (path: string): Promise<Uint8Array> => {
      const response = await fetch(address + path, { headers: { cookie: cookie() } })
      return new Uint8Array(await response.arrayBuffer())
    },
    /** Sends anything, with the cookie and nothing else. */
    send,
    cookie,
  }
}

function keep(jar: Map<string, string>, set: string): void {
  const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=')
  if (value === '') jar.delete(name)
  else jar.set(name, value)
}

/** A clock stopped at noon of a day. */
function testClock(start: IsoDate): TestClock {
  let day = addDays(start, 0)
  return {
    today: () => day,
    now: () => `${day}T12:00:00.000Z`,
    moveTo: (date) => {
      day = date
    },
  }
}
