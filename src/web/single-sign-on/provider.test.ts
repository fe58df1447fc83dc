import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { pino } from 'pino'
import { ssoSite } from './test-sso-site.ts'

describe('a provider that cannot be reached', () => {
  const lines: string[] = []
  let site: Awaited<ReturnType<typeof ssoSite>>
  before(async () => {
    site = await ssoSite({}, { log: pino({ level: 'warn' }, { write: (line) => lines.push(line) }) })
    site.provider.persons.set('mark', { email: 'manager@muniment.example' })
  })
  after(() => site.close())

  const saysSo = (answer: { status: number; text: string }) => {
    assert.equal(answer.status, 502)
    assert.match(answer.text, /does not work at the moment: its service could not be reached/)
    assert.match(answer.text, /href="\/sign-in"/)
  }

  test('is said so on a page, keeps nobody from a password, and is asked again the next time', async () => {
    await site.provider.close()
    const visitor = site.visitor()
    saysSo(await visitor.get('/single-sign-on'))
    assert.equal((await (await site.signInAs('manager')).get('/')).status, 200)
    await site.provider.open()
    assert.equal((await site.signInThere(visitor, 'mark')).status, 303)
  })

  test('may also go away while somebody is there', async () => {
    const visitor = site.visitor()
    const back = await site.comesBack(visitor, 'mark')
    await site.provider.close()
    saysSo(await visitor.get(back))
    await site.provider.open()
    assert.equal((await visitor.get('/')).status, 303)
  })

  test('may also say itself that it is out of order', async () => {
    const visitor = site.visitor()
    const asked = new URL((await visitor.get('/single-sign-on')).headers.get('location') ?? '')
    const answer = {
      error: 'temporarily_unavailable',
      state: asked.searchParams.get('state') ?? '',
      iss: site.provider.issuer,
    }
    saysSo(await visitor.get(`/single-sign-on/callback?${new URLSearchParams(answer)}`))
  })

  test('is logged by a code and without a name', () => {
    const logged = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'single sign-on failed')
    assert.deepEqual(
      logged.map(({ failure, code }) => [failure, code]),
      [
        ['unreachable', 'ECONNREFUSED'],
        ['unreachable', 'ECONNREFUSED'],
        ['unreachable', 'temporarily_unavailable'],
      ],
    )
    assert.doesNotMatch(lines.join(''), /mark|manager@/)
  })
})

test('what the ID token leaves out is asked of the provider: the e-mail address and the role', async () => {
  const site = await ssoSite({ OIDC_ROLE_CLAIM: 'groups', OIDC_ROLES: 'Audit=auditor' }, { later: true })
  site.provider.persons.set('ada', { email: 'ada@council.example', name: 'Ada Byron', groups: ['Audit'] })
  const visitor = site.visitor()
  assert.equal((await site.signInThere(visitor, 'ada')).status, 303)
  assert.match((await visitor.get('/')).text, /Ada Byron[\s\S]*Auditor/)
  await site.close()
})

test('a secret that the provider does not know lets nobody in, and the log says which error it is', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line) => lines.push(line) })
  const site = await ssoSite({ OIDC_CLIENT_SECRET: 'one that has expired' }, { log })
  site.provider.persons.set('mark', { email: 'manager@muniment.example' })
  const answer = await site.signInThere(site.visitor(), 'mark')
  assert.match(answer.text, /could not be trusted, so nobody was let in/)
  assert.match(lines.join(''), /"code":"invalid_client"/)
  assert.doesNotMatch(lines.join(''), /one that has expired/)
  await site.close()
})
