import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Forgery } from '../test-identity-provider.ts'
import { testSite } from '../test-site.ts'
import { ssoSite } from './test-sso-site.ts'

let site: Awaited<ReturnType<typeof ssoSite>>
let visitor: ReturnType<typeof site.visitor>
before(async () => {
  site = await ssoSite({ OIDC_ROLE_CLAIM: 'groups', OIDC_ROLES: 'Records team=manager; Audit=auditor' })
  const { persons } = site.provider
  persons.set('mark', { email: 'manager@muniment.example', email_verified: true, groups: ['Records team'] })
  persons.set('ada', { email: 'ada@council.example', name: 'Ada Byron', groups: ['Everybody', 'Audit'] })
  persons.set('nobody', { email: 'nobody@council.example', groups: ['Everybody'] })
  persons.set('unproved', { email: 'governance@muniment.example', email_verified: false, groups: ['Audit'] })
})
after(() => site.close())
beforeEach(() => {
  visitor = site.visitor()
})

const isLetIn = async (): Promise<boolean> => (await visitor.get('/')).status === 200
const lastEvent = async () => {
  const events = site.db.selectFrom('auditEvents').select(['kind', 'subjectId', 'details']).orderBy('id', 'desc')
  return (await events.executeTakeFirst()) ?? { kind: '', subjectId: '', details: '' }
}

describe('signing in with the identity provider', () => {
  test('lets in the person whose e-mail address it names, at the page that was asked for first', async () => {
    await visitor.get('/records?service=LIB')
    const answer = await site.signInThere(visitor, 'mark')
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/records?service=LIB'])
    assert.match((await visitor.get('/')).text, /Mark Lowe/)
    assert.deepEqual(await lastEvent(), {
      ...{ kind: 'signed in', subjectId: String(site.world.users.manager.id) },
      details: '{"changes":[],"facts":{"by":"single sign-on"}}',
    })
  })

  test('gives a new session, in which nothing of the provider is kept', async () => {
    await visitor.get('/single-sign-on')
    const before = visitor.cookie()
    await site.signInThere(visitor, 'mark')
    assert.notEqual(visitor.cookie(), before)
    const rows = await site.db.selectFrom('sessions').select('data').where('userId', 'is not', null).execute()
    assert.ok(rows.length > 0)
    for (const { data } of rows) assert.doesNotMatch(data, /token|verifier|nonce|state/)
  })

  test('asks for a code that is worth nothing without what stays here', async () => {
    const { headers, status } = await visitor.get('/single-sign-on')
    const asked = new URL(headers.get('location') ?? '')
    assert.deepEqual([status, asked.origin], [303, site.provider.issuer])
    const { state, nonce, code_challenge, ...rest } = Object.fromEntries(asked.searchParams)
    assert.deepEqual(rest, {
      ...{ client_id: 'muniment', response_type: 'code', scope: 'openid profile email' },
      ...{ redirect_uri: 'http://muniment.test/single-sign-on/callback', code_challenge_method: 'S256' },
    })
    for (const random of [state, nonce, code_challenge]) assert.match(random ?? '', /^[\w-]{43}$/)
    const again = new URL((await visitor.get('/single-sign-on')).headers.get('location') ?? '')
    assert.notEqual(again.searchParams.get('state'), state)
  })

  test('makes an account for whoever has a role there, and refuses whoever has none', async () => {
    assert.equal((await site.signInThere(visitor, 'ada')).headers.get('location'), '/')
    assert.match((await visitor.get('/')).text, /Ada Byron[\s\S]*Auditor/)
    visitor = site.visitor()
    const answer = await site.signInThere(visitor, 'nobody')
    assert.equal(answer.status, 403)
    assert.match(answer.text, /<h1[^>]*>You are not signed in[\s\S]*Ask your IT service desk to give it one/)
    assert.equal(await isLetIn(), false)
  })

  test('a role taken away there ends what goes on here', async () => {
    await site.signInThere(visitor, 'ada')
    site.provider.persons.set('ada', { email: 'ada@council.example', groups: ['Everybody'] })
    assert.equal(await isLetIn(), true)
    assert.equal((await site.signInThere(site.visitor(), 'ada')).status, 403)
    assert.equal(await isLetIn(), false)
  })

  test('an e-mail address that is not proved opens nobody’s account', async () => {
    const answer = await site.signInThere(visitor, 'unproved')
    assert.match(answer.text, /without a confirmed e-mail address/)
    assert.equal(await isLetIn(), false)
  })

  test('a suspended person stays outside', async () => {
    const suspended = (suspendedAt: string | null) =>
      site.db.updateTable('users').set({ suspendedAt }).where('email', '=', 'manager@muniment.example').execute()
    await suspended('2026-11-22T12:00:00.000Z')
    const answer = await site.signInThere(visitor, 'mark')
    await suspended(null)
    assert.deepEqual([answer.status, await isLetIn()], [403, false])
    assert.match(answer.text, /Your account in Muniment is suspended/)
  })

  test('whoever turns back at the provider is told so', async () => {
    const answer = await site.signInThere(visitor, null)
    assert.equal(answer.status, 403)
    assert.match(answer.text, /was stopped, or you were not let in there/)
    assert.deepEqual(await lastEvent(), {
      ...{ kind: 'sign-in failed', subjectId: '' },
      details: '{"changes":[],"facts":{"by":"single sign-on","reason":"declined"}}',
    })
  })
})

describe('an answer that is not to be trusted lets nobody in:', () => {
  const distrusted = async (answer: { status: number; text: string }) => {
    assert.equal(answer.status, 502)
    assert.match(answer.text, /could not be trusted, so nobody was let in/)
    assert.equal(await isLetIn(), false)
    assert.equal((await lastEvent()).details, '{"changes":[],"facts":{"by":"single sign-on","reason":"not proved"}}')
  }

  test('another state', async () => {
    const back = new URL(await site.comesBack(visitor, 'mark'), site.address)
    back.searchParams.set('state', 'another')
    await distrusted(await visitor.get(back.pathname + back.search))
  })

  test('one that was meant for another browser', async () => {
    const mine = await site.comesBack(site.visitor(), 'mark')
    await visitor.get('/single-sign-on')
    await distrusted(await visitor.get(mine))
  })

  test('another issuer in the address', async () => {
    const back = new URL(await site.comesBack(visitor, 'mark'), site.address)
    back.searchParams.set('iss', 'https://elsewhere.example')
    await distrusted(await visitor.get(back.pathname + back.search))
  })

  const hour = 3600
  const now = () => Math.floor(Date.now() / 1000)
  const forgeries: [string, () => Forgery][] = [
    ['another nonce', () => ({ claims: { nonce: 'another' } })],
    ['no nonce', () => ({ claims: { nonce: undefined } })],
    ['another audience', () => ({ claims: { aud: 'another-client' } })],
    ['another issuer', () => ({ claims: { iss: 'https://elsewhere.example' } })],
    ['an ID token that has expired', () => ({ claims: { iat: now() - 2 * hour, exp: now() - hour } })],
    ['a wrong signature', () => ({ signature: false })],
  ]
  for (const [name, forgery] of forgeries)
    test(name, async () => {
      site.provider.forge(forgery())
      await distrusted(await site.signInThere(visitor, 'mark'))
    })

  test('and an ID token that is only changed and signed again does let in, so that it is the change that is refused', async () => {
    site.provider.forge({ claims: { unknown: 'claim' } })
    assert.equal((await site.signInThere(visitor, 'mark')).status, 303)
  })
})

describe('an answer that nobody waits for', () => {
  const says = /is over or was not begun in this browser/

  test('is not looked at: once used, or never asked for', async () => {
    const back = await site.comesBack(visitor, 'mark')
    assert.equal((await visitor.get(back)).status, 303)
    for (const other of [visitor, site.visitor()]) {
      const again = await other.get(back)
      assert.equal(again.status, 400)
      assert.match(again.text, says)
    }
  })

  test('is worth nothing at the provider either, for a code counts once', async () => {
    const first = new URL(await site.comesBack(visitor, 'mark'), site.address)
    assert.equal((await visitor.get(first.pathname + first.search)).status, 303)
    const thief = site.visitor()
    const own = new URL(await site.comesBack(thief, 'nobody'), site.address)
    own.searchParams.set('code', first.searchParams.get('code') ?? '')
    const answer = await thief.get(own.pathname + own.search)
    assert.match(answer.text, /could not be trusted/)
  })
})

test('without a provider in the settings there are no such pages, and no button', async () => {
  const plain = await testSite()
  for (const path of ['/single-sign-on', '/single-sign-on/callback?code=x&state=y'])
    assert.equal((await plain.visitor().get(path)).status, 404)
  assert.doesNotMatch((await plain.visitor().get('/sign-in')).text, /single-sign-on/)
  await plain.close()
  assert.match((await visitor.get('/sign-in')).text, /href="\/single-sign-on"[^>]*>Sign in with your council account</)
})
