import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { productionSettings, testSite } from '../test-site.ts'
import { events, leadsTo, passwordOnly, tokenOf } from './test-second-factor.ts'

type Site = Awaited<ReturnType<typeof testSite>>
let site: Site

before(async () => {
  site = await testSite({}, { env: { TRUST_PROXY: 'loopback' } })
})
after(() => site.close())
beforeEach(async () => {
  await site.db.deleteFrom('attempts').execute()
  site.clock.moveTo('2026-11-22')
})

/** Tries to sign in from an address, as a proxy in front would tell of it. */
async function tryFrom(address: string, email: string, password: string, of = site.visitor()) {
  const { text } = await of.get('/sign-in')
  const body = new URLSearchParams({ _csrf: tokenOf(text), email, password })
  return of.send('/sign-in', { method: 'POST', body, headers: { 'x-forwarded-for': address } })
}

async function signOut(of: ReturnType<Site['visitor']>): Promise<void> {
  await of.get('/')
  assert.equal(leadsTo(await of.post('/sign-out', {})), '/sign-in')
}

const EMAIL = 'manager@muniment.example'
const PASSWORD = 'correct horse battery staple'

/** Writes down tries as if they had been made, for a limit whose passwords would take long to check. */
async function wrongTries(address: string, email: string, tries: number): Promise<void> {
  await tryFrom(address, email, 'wrong')
  await site.db.updateTable('attempts').set({ tries }).where('tries', '=', 1).execute()
}

describe('tries are limited', () => {
  test('for an account from one place, whichever address of it is used, and not from another', async () => {
    for (let n = 0; n < 10; n++) assert.equal((await tryFrom(`2001:db8:0:1::${n}`, EMAIL, `guess ${n}`)).status, 422)
    const answer = await tryFrom('2001:db8:0:1:a:b:c:d', EMAIL.toUpperCase(), PASSWORD)
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '900'])
    assert.match(answer.text, /too many attempts to sign in to this account from here\. Try again in 15 minutes\./)
    assert.equal(leadsTo(await tryFrom('2001:db8:0:2::1', EMAIL, PASSWORD)), '/')
  })

  test('from one place over all accounts, also those that do not exist', async () => {
    await wrongTries('192.0.2.1', 'first@example.org', 49)
    assert.equal((await tryFrom('192.0.2.1', 'second@example.org', 'x')).status, 422)
    const answer = await tryFrom('192.0.2.1', EMAIL, PASSWORD)
    assert.equal(answer.status, 429)
    assert.match(answer.text, /too many attempts to sign in from here\. Try again in 15 minutes\./)
    assert.equal(leadsTo(await tryFrom('192.0.2.2', EMAIL, PASSWORD)), '/')
  })

  test('for an account over all places, the same whether there is such an account or not', async () => {
    const answers = []
    for (const email of [EMAIL, 'nobody@muniment.example']) {
      await wrongTries('192.0.2.3', email, 100)
      const { status, text, headers } = await tryFrom('192.0.2.4', email, PASSWORD)
      answers.push([status, headers.get('retry-after'), /<main[\s\S]*<\/main>/.exec(text)?.[0]])
      await site.db.deleteFrom('attempts').execute()
    }
    assert.deepEqual(answers[0]?.slice(0, 2), [429, '3600'])
    assert.deepEqual(answers[0], answers[1])
    assert.match(
      String(answers[0]?.[2]),
      /to this account\. Use a browser in which you have signed in before, or try again in 60 minutes\./,
    )
  })

  test('a place that is closed to an account does not go on to close the account', async () => {
    for (let n = 0; n < 30; n++) if (n < 11 || n === 29) await tryFrom('192.0.2.5', EMAIL, 'guess')
    const most = await site.db.selectFrom('attempts').select('tries').orderBy('tries', 'desc').execute()
    assert.deepEqual(
      most.map(({ tries }) => tries),
      [12, 10, 10],
    )
  })

  test('and begin anew when the time is over', async () => {
    await wrongTries('192.0.2.6', EMAIL, 10)
    assert.equal((await tryFrom('192.0.2.6', EMAIL, PASSWORD)).status, 429)
    site.clock.moveTo('2026-11-23')
    assert.equal((await tryFrom('192.0.2.6', EMAIL, 'wrong')).status, 422)
    assert.equal(leadsTo(await tryFrom('192.0.2.6', EMAIL, PASSWORD)), '/')
  })

  test('a clock that was far ahead for a while closes nothing for long', async () => {
    site.clock.moveTo('2036-01-01')
    await wrongTries('192.0.2.7', EMAIL, 100)
    site.clock.moveTo('2026-11-22')
    assert.equal(leadsTo(await tryFrom('192.0.2.7', EMAIL, PASSWORD)), '/')
  })

  test('a success clears the count of the account there, and takes back from the others only itself', async () => {
    await wrongTries('192.0.2.8', EMAIL, 7)
    assert.equal(leadsTo(await tryFrom('192.0.2.8', EMAIL, PASSWORD)), '/')
    const left = await site.db.selectFrom('attempts').select('tries').execute()
    assert.deepEqual(
      left.map(({ tries }) => tries),
      [7, 7],
    )
  })

  test('as many at once as may be tried one after the other', async () => {
    const visitors = Array.from({ length: 14 }, () => site.visitor())
    const answers = await Promise.all(visitors.map((of) => tryFrom('192.0.2.9', EMAIL, 'guess', of)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(10).fill(422), ...Array(4).fill(429)])
  })

  test('the table holds nothing of what was typed, nor where', async () => {
    await tryFrom('192.0.2.10', 'my password by mistake', 'x')
    const rows = await site.db.selectFrom('attempts').selectAll().execute()
    for (const { key } of rows) assert.match(key, /^[0-9a-f]{64}$/)
  })
})

describe('a browser in which the account was signed in before', () => {
  const hammered = async () => {
    await wrongTries('198.51.100.1', EMAIL, 100)
    await site.db.updateTable('attempts').set({ tries: 100 }).execute()
  }

  test('still signs it in while strangers hammer at it, and has a count of its own', async () => {
    const own = site.visitor()
    await tryFrom('192.0.2.11', EMAIL, PASSWORD, own)
    await signOut(own)
    await hammered()
    assert.equal((await tryFrom('192.0.2.11', EMAIL, PASSWORD)).status, 429)
    assert.equal(leadsTo(await tryFrom('192.0.2.11', EMAIL, PASSWORD, own)), '/')
    await signOut(own)
    for (let n = 0; n < 10; n++) assert.equal((await tryFrom('192.0.2.11', EMAIL, 'guess', own)).status, 422)
    assert.equal((await tryFrom('192.0.2.11', EMAIL, PASSWORD, own)).status, 429)
  })

  test('is none for another account, after half a year, or with a mark that we did not give', async () => {
    const own = site.visitor()
    const { headers } = await tryFrom('192.0.2.12', EMAIL, PASSWORD, own)
    const mark = /muniment-device=([^;]+)/.exec(headers.getSetCookie().join('\n'))?.[1] ?? ''
    await hammered()
    await site.db.updateTable('attempts').set({ tries: 100 }).execute()
    const withMark = async (value: string, email = EMAIL) => {
      const visitor = site.visitor()
      const { text } = await visitor.get('/sign-in')
      const body = new URLSearchParams({ _csrf: tokenOf(text), email, password: PASSWORD })
      const cookie = `${visitor.cookie()}; muniment-device=${value}`
      return leadsTo(
        await visitor.send('/sign-in', {
          method: 'POST',
          body,
          headers: { cookie, 'x-forwarded-for': '198.51.100.1' },
        }),
      )
    }
    const { auditor } = site.world.users
    for (const forged of [
      '',
      'x',
      mark.slice(0, -1),
      mark.replace(/^\d+/, String(auditor.id)),
      mark.replace('2026', '2027'),
    ])
      assert.equal(await withMark(forged), 429, forged)
    await wrongTries('198.51.100.1', auditor.email, 100)
    assert.equal(await withMark(mark, auditor.email), 429)
    assert.equal(await withMark(mark), '/')
    site.clock.moveTo('2027-05-23')
    await hammered()
    assert.equal(await withMark(mark), 429)
  })

  test('is marked by a cookie that scripts do not see, and with https by one of this host alone', async () => {
    const marked = async (of: Site, headers: Record<string, string>) => {
      const visitor = of.visitor()
      const { text } = await visitor.send('/sign-in', { headers })
      const body = new URLSearchParams({ _csrf: tokenOf(text), email: EMAIL, password: PASSWORD })
      const answer = await visitor.send('/sign-in', { method: 'POST', body, headers })
      return answer.headers.getSetCookie().find((cookie) => cookie.includes('muniment-device')) ?? ''
    }
    assert.match(
      await marked(site, {}),
      /^muniment-device=[^;]+; Max-Age=15552000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    )
    const production = await testSite({}, { env: productionSettings })
    try {
      const secure = await marked(production, { 'x-forwarded-proto': 'https' })
      assert.match(
        secure,
        /^__Host-muniment-device=[^;]+; Max-Age=15552000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      )
    } finally {
      await production.close()
    }
  })
})

test('every failure is one event, which tells of the account only where there is one', async () => {
  await site.db.updateTable('users').set({ suspendedAt: site.clock.now() }).where('role', '=', 'auditor').execute()
  const before = (await events(site, 'sign-in failed')).length
  await tryFrom('192.0.2.13', EMAIL, 'not the password')
  await tryFrom('192.0.2.13', 'auditor@muniment.example', PASSWORD)
  await tryFrom('192.0.2.13', 'my password by mistake', PASSWORD)
  const { manager, auditor } = site.world.users
  const written = (await events(site, 'sign-in failed')).slice(before)
  const told = (person: typeof manager) => ({ name: person.name, 'e-mail address': person.email })
  for (const event of written)
    assert.deepEqual([event.whoRole, event.address, event.facts], ['nobody', '192.0.2.13', { by: 'password' }])
  assert.deepEqual(
    written.map(({ subjectId, personal }) => [subjectId, JSON.parse(personal ?? '{}').facts]),
    [
      [String(manager.id), told(manager)],
      [String(auditor.id), told(auditor)],
      ['', {}],
    ],
  )
  assert.doesNotMatch(JSON.stringify(written), /not the password|correct horse|by mistake/)
  await site.db.updateTable('users').set({ suspendedAt: null }).execute()
})

test('signing out is an event, and signing out twice is one', async () => {
  const visitor = site.visitor()
  await passwordOnly(visitor, 'manager')
  await visitor.get('/')
  await visitor.post('/sign-out', {})
  await visitor.get('/sign-in')
  await visitor.post('/sign-out', {})
  const out = await events(site, 'signed out')
  assert.deepEqual(
    out.slice(-1).map(({ whoId, subjectId }) => [whoId, subjectId]),
    [['2', '2']],
  )
})
