import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { hashPassword } from '../../actions/passwords.ts'
import { productionSettings, testSite } from '../test-site.ts'

const PASSWORD = 'correct horse battery staple'
const EMAIL = 'manager@muniment.example'

let site: Awaited<ReturnType<typeof testSite>>
let visitor: ReturnType<typeof site.visitor>

before(async () => {
  site = await testSite()
})
after(() => site.close())
beforeEach(() => {
  visitor = site.visitor()
})

const cookieOf = (headers: Headers): string =>
  headers.getSetCookie().find((text) => /^(__Host-)?muniment=/.test(text)) ?? ''

/** Signs in by the bare form, without the helper that reads a page afterwards. */
async function signIn(email: string, password: string, of = visitor) {
  const page = await of.get('/sign-in')
  const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  return of.send('/sign-in', { method: 'POST', body: new URLSearchParams({ _csrf: token, email, password }) })
}

describe('signing in', () => {
  test('leads to the home page, and a page that was asked for first is returned to', async () => {
    assert.equal((await signIn(EMAIL, PASSWORD)).headers.get('location'), '/')
    const other = site.visitor()
    const asked = await other.get('/records?service=LIB')
    assert.deepEqual([asked.status, asked.headers.get('location')], [303, '/sign-in'])
    assert.equal((await signIn(EMAIL, PASSWORD, other)).headers.get('location'), '/records?service=LIB')
  })

  test('never leads to another site', async () => {
    for (const path of ['//elsewhere.example/', '//', '/\\elsewhere.example', '/%2f%2felsewhere.example']) {
      const other = site.visitor()
      await other.get(path)
      const { status, headers } = await signIn(EMAIL, PASSWORD, other)
      assert.deepEqual([status, new URL(headers.get('location') ?? '', site.address).origin], [303, site.address], path)
    }
  })

  test('a form that was sent while signed out is not returned to', async () => {
    await visitor.post('/retention-rules/LIB-01/edit', { period: 'P1Y' })
    assert.equal((await signIn(EMAIL, PASSWORD)).headers.get('location'), '/')
  })

  test('gives a new session, so that an id planted before it is worth nothing', async () => {
    const planted = cookieOf((await visitor.get('/sign-in')).headers).split(';')[0] ?? ''
    const after = cookieOf((await signIn(EMAIL, PASSWORD)).headers).split(';')[0] ?? ''
    assert.notEqual(after, planted)
    const thief = site.visitor()
    assert.equal((await thief.send('/', { headers: { cookie: planted } })).status, 303)
    assert.equal((await thief.send('/', { headers: { cookie: after } })).status, 200)
  })

  test('who is signed in already is led to the home page', async () => {
    await signIn(EMAIL, PASSWORD)
    assert.equal((await visitor.get('/sign-in')).headers.get('location'), '/')
  })

  test('a wrong pair says one thing, keeps the address and not the password', async () => {
    for (const [email, password] of [
      [EMAIL, 'wrong <secret>'],
      ['nobody@muniment.example', PASSWORD],
    ] as const) {
      const answer = await signIn(email, password, site.visitor())
      assert.equal(answer.status, 422)
      assert.match(answer.text, /<title>Error: Sign in/)
      assert.match(answer.text, /The e-mail address or the password is not right\. Check both and try again\./)
      assert.ok(answer.text.includes(`value="${email}"`))
      assert.doesNotMatch(answer.text, /secret|staple/)
    }
  })

  test('each field that is missing, too long or sent twice is said beside it', async () => {
    const cases: [Record<string, string | string[]>, RegExp[]][] = [
      [{}, [/Enter your e-mail address/, /Enter your password/]],
      [{ email: ' ', password: '' }, [/Enter your e-mail address/, /Enter your password/]],
      [{ email: `${'x'.repeat(255)}`, password: 'x' }, [/Enter an e-mail address of 254 characters or fewer/]],
      [{ email: EMAIL, password: 'x'.repeat(1001) }, [/Enter a password of 1,000 characters or fewer/]],
      [{ email: [EMAIL, EMAIL], password: [PASSWORD, PASSWORD] }, [/Enter your e-mail address/, /Enter your password/]],
    ]
    for (const [form, sentences] of cases) {
      const answer = await visitor.post('/sign-in', form)
      assert.equal(answer.status, 422)
      for (const sentence of sentences) assert.match(answer.text, sentence)
    }
  })

  test('an address with markup in it is shown as text', async () => {
    const answer = await signIn('"><script>alert(1)</script>@x.example', 'x')
    assert.doesNotMatch(answer.text, /<script>alert/)
    assert.match(answer.text, /value="&#34;&gt;&lt;script&gt;alert\(1\)/)
  })
})

describe('too many attempts', () => {
  test('close the account to this place for a while, say when to try again, and leave others alone', async () => {
    const own = await testSite()
    const guesser = own.visitor()
    for (let n = 1; n <= 10; n++) assert.equal((await signIn(EMAIL, `guess ${n}`, guesser)).status, 422)
    for (const password of ['guess 11', PASSWORD]) {
      const { status, text } = await signIn(EMAIL.toUpperCase(), password, guesser)
      assert.equal(status, 429)
      assert.match(text, /<title>Too many requests – Muniment/)
      assert.match(
        text,
        /There were too many attempts to sign in to this account from here\. Try again in 15 minutes\./,
      )
    }
    assert.equal((await signIn('auditor@muniment.example', PASSWORD, guesser)).status, 303)
    await own.close()
  })

  test('are counted anew after a success', async () => {
    const own = await testSite()
    for (let round = 0; round < 2; round++) {
      for (let n = 1; n <= 8; n++) assert.equal((await signIn(EMAIL, 'guess', own.visitor())).status, 422)
      assert.equal((await signIn(EMAIL, PASSWORD, own.visitor())).status, 303)
    }
    await own.close()
  })
})

describe('the session', () => {
  test('ends at sign-out, on the server too', async () => {
    await signIn(EMAIL, PASSWORD)
    const { headers } = await visitor.get('/')
    const cookie = cookieOf(headers).split(';')[0] ?? ''
    const out = await visitor.post('/sign-out', {})
    assert.deepEqual([out.status, out.headers.get('location')], [303, '/sign-in'])
    assert.match(out.headers.getSetCookie().join(), /muniment=;.*Expires=Thu, 01 Jan 1970/)
    assert.equal((await site.visitor().send('/', { headers: { cookie } })).status, 303)
  })

  test('ends when nobody has used it for half an hour', async () => {
    await signIn(EMAIL, PASSWORD)
    assert.equal((await visitor.get('/')).status, 200)
    site.clock.moveTo('2026-11-23')
    assert.deepEqual((await visitor.get('/records')).headers.get('location'), '/sign-in')
    site.clock.moveTo('2026-11-22')
  })

  test('of a person who is suspended lets them no further, and one whose role changes has the new rights at once', async () => {
    await signIn('auditor@muniment.example', PASSWORD)
    assert.equal((await visitor.get('/job-runs')).status, 200)
    const { id } = site.world.users.auditor
    const set = (change: object) => site.db.updateTable('users').set(change).where('id', '=', id).execute()
    await set({ role: 'manager' })
    assert.equal((await visitor.get('/job-runs')).status, 403)
    await set({ role: 'auditor', suspendedAt: '2026-11-22T12:00:00.000Z' })
    const answer = await visitor.get('/job-runs')
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/sign-in'])
    await set({ suspendedAt: null })
  })

  test('is a cookie that scripts and other sites cannot use, and that a proxy without HTTPS does not get', async () => {
    const plain = cookieOf((await visitor.get('/sign-in')).headers)
    assert.match(plain, /^muniment=s%3A[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
    const production = await testSite({}, { env: productionSettings })
    const get = (headers: Record<string, string>) => production.visitor().send('/sign-in', { headers })
    assert.equal(cookieOf((await get({})).headers), '')
    const secure = await get({ 'x-forwarded-proto': 'https' })
    assert.match(
      cookieOf(secure.headers),
      /^__Host-muniment=s%3A[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    )
    assert.doesNotMatch(secure.text, /Demonstration|demonstration only/)
    await production.close()
  })
})

test('outside production the page names the demonstration accounts and their password, and no other account', async () => {
  const passwordHash = await hashPassword('demonstration only')
  const shown = {
    email: 'shown@muniment.example',
    name: 'Shown <b>Person</b>',
    role: 'auditor',
    demonstration: 1,
  } as const
  await site.db
    .insertInto('users')
    .values({ ...shown, passwordHash, createdAt: '2020-01-01T00:00:00.000Z', suspendedAt: null })
    .execute()
  const { text } = await visitor.get('/sign-in')
  assert.match(text, /demonstration only/)
  assert.match(text, /shown@muniment\.example[\s\S]*Shown &lt;b&gt;Person/)
  assert.doesNotMatch(text, /governance@muniment\.example/)
})
