import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { issueToken } from '../../actions/api-tokens.ts'
import { loadFeed } from '../../actions/record-feeds.ts'
import { testSite } from '../test-site.ts'

export const FEEDS = '/api/v1/record-feeds'
export const HEADER = 'reference,rule,trigger_date,title\n'

type Given = { path?: string; headers?: Record<string, string>; token?: string | null }

/** The test site with a token of the library system and one of the music system, and requests as a program sends them. */
export async function apiSite(work: Parameters<typeof testSite>[0] = {}, around: Parameters<typeof testSite>[1] = {}) {
  const site = await testSite(work, around)
  const { db, world, clock, config } = site
  const acting = { who: world.users.administrator, clock }

  const issue = async (code: 'LMS' | 'MUSIC', name: string, expiresOn = '2027-11-22') => {
    const id = code === 'LMS' ? world.systems.lms : world.systems.musicSystem
    const issued = await issueToken(db, acting, { id, code }, { name, expiresOn })
    assert.ok(issued.ok)
    return issued.value
  }
  const library = await issue('LMS', 'Nightly export')
  const music = await issue('MUSIC', 'Nightly export')

  const ask = async (
    method: string,
    path: string,
    { headers = {}, token = library.text }: Given,
    body?: RequestInit['body'],
  ) => {
    const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
    const given = body === undefined ? {} : { body }
    const answer = await fetch(site.address + path, {
      ...{ method, redirect: 'manual', headers: { ...authorization, ...headers }, ...given },
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: (isJson && text !== '' ? JSON.parse(text) : {}) as Record<string, unknown>,
    }
  }
  return {
    ...site,
    acting,
    library,
    music,
    issue,
    ask,
    get: (path: string, given: Given = {}) => ask('GET', path, given),
    /** Sends a feed. */
    post: (body: RequestInit['body'], { path = FEEDS, headers = {}, ...given }: Given = {}) =>
      ask('POST', path, { ...given, headers: { 'content-type': 'text/csv', ...headers } }, body),
    /** Loads a feed as the server's own thread does. */
    load: (id: unknown) => loadFeed(db, Number(id), { clock, hashKey: config.recordHashKey }),
    feeds: () => db.selectFrom('recordFeeds').selectAll().orderBy('id').execute(),
    /** The files that wait. */
    files: () => {
      try {
        return readdirSync(config.uploads)
      } catch {
        return []
      }
    },
    events: (kind: string) =>
      db
        .selectFrom('auditEvents')
        .selectAll()
        .where('kind', '=', kind as 'exported')
        .orderBy('id')
        .execute(),
  }
}
