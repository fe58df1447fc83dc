import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { codeOf, events, leadsTo, passwordOnly, withSecondFactor } from '../sign-in/test-second-factor.ts'
import { testSite } from '../test-site.ts'

const PAGE = '/account/second-factor'
const password = 'correct horse battery staple'
const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'muniment@council.example' }

let site: Awaited<ReturnType<typeof testSite>>
let manager: Awaited<ReturnType<typeof site.signInAs>>

before(async () => {
  site = await testSite({}, { env: mail })
})
after(() => site.close())
beforeEach(async () => {
  const nothing = { secondFactorSecret: null, secondFactorConfirmedAt: null, secondFactorLastStep: null }
  await site.db.updateTable('users').set(nothing).execute()
  for (const table of ['recoveryCodes', 'secondFactorRoles', 'attempts', 'mailOutbox'] as const)
    await site.db.deleteFrom(table).execute()
  manager = await site.signInAs('manager')
})

const row = () =>
  site.db.selectFrom('users').selectAll().where('id', '=', site.world.users.manager.id).executeTakeFirstOrThrow()
const secretOn = (html: string): string => (/app-code">([A-Z2-7 ]+)</.exec(html)?.[1] ?? '').replaceAll(' ', '')
const codesOn = (html: string): string[] =>
  [...html.matchAll(/<li class="app-code">([^<]+)</g)].map(([, code = '']) => code)
const told = async () =>
  (await site.db.selectFrom('mailOutbox').select('text').execute()).map(({ text }) => text).join()

async function setUp(of = manager) {
  const secret = secretOn((await of.get(`${PAGE}/new`)).text)
  return { secret, answer: await of.post(`${PAGE}/new`, { password, code: codeOf(secret, site.clock.now()) }) }
}

describe('setting it up', () => {
  test('shows a picture and the key in groups, the same again when the page is read again', async () => {
    const { text } = await manager.get(`${PAGE}/new`)
    assert.match(text, /app-code">([A-Z2-7]{4} ){7}[A-Z2-7]{4}</)
    assert.match(text, /<svg class="app-qr"[^>]*role="img"[^>]*><rect [^>]*\/><path fill="#000" d="M[^"]+"\/><\/svg>/)
    assert.doesNotMatch(text, /style="/)
    assert.equal(secretOn((await manager.get(`${PAGE}/new`)).text), secretOn(text))
    const other = await (await site.signInAs('manager')).get(`${PAGE}/new`)
    assert.notEqual(secretOn(other.text), secretOn(text))
    assert.equal((await row()).secondFactorSecret, null, 'nothing is kept before it is confirmed')
  })

  test('takes the password and a right code, and then shows ten recovery codes, this once', async () => {
    const { secret, answer } = await setUp()
    assert.equal(answer.status, 200)
    const codes = codesOn(answer.text)
    assert.equal(new Set(codes).size, 10)
    for (const code of codes) assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    const { text } = await manager.get(PAGE)
    assert.match(text, /10 of 10 left/)
    for (const code of codes) assert.ok(!text.includes(code))
    const kept = JSON.stringify([await row(), await site.db.selectFrom('sessions').select('data').execute()])
    assert.ok(!kept.includes(secret), 'the secret stands sealed')
    assert.deepEqual((await events(site, 'second factor added')).at(-1)?.subjectId, String(site.world.users.manager.id))
    assert.match(await told(), /An authenticator app was added to your account\./)
  })

  test('signs its person out everywhere else, and its code is used up', async () => {
    const other = await site.signInAs('manager')
    const { secret } = await setUp()
    assert.equal(leadsTo(await other.get('/')), '/sign-in')
    assert.equal((await manager.get('/')).status, 200)
    const next = site.visitor()
    await passwordOnly(next, 'manager')
    assert.equal((await next.post('/sign-in/code', { code: codeOf(secret, site.clock.now()) })).status, 422)
    assert.equal(leadsTo(await next.post('/sign-in/code', { code: codeOf(secret, site.clock.now(), 1) })), '/')
  })

  test('is refused without the password, with a wrong one, without a code or with a wrong one, and asks again', async () => {
    const secret = secretOn((await manager.get(`${PAGE}/new`)).text)
    const code = codeOf(secret, site.clock.now())
    for (const [form, sentence] of [
      [{ code }, /Enter your password/],
      [{ code, password: 'wrong' }, /This is not your password/],
      [{ password }, /Enter the code that the app now shows/],
      [{ password, code: '000000' }, /This is not the code that the app shows now/],
    ] as const) {
      const answer = await manager.post(`${PAGE}/new`, form)
      assert.equal(answer.status, 422)
      assert.match(answer.text, sentence)
      assert.equal(secretOn(answer.text), secret, 'with the same key')
      assert.ok(!answer.text.includes(`value="${code}"`))
    }
    assert.equal((await row()).secondFactorConfirmedAt, null)
  })

  test('a key that a session of another person holds is worth nothing', async () => {
    await manager.get(`${PAGE}/new`)
    const auditor = await site.signInAs('auditor')
    const { text } = await auditor.get(`${PAGE}/new`)
    const held = site.db.selectFrom('sessions').select(['id', 'data', 'userId']).where('userId', 'is not', null)
    const sessions = (await held.execute()).map(({ id, userId, data }) => ({ id, userId, data: JSON.parse(data) }))
    const of = (userId: number) => sessions.findLast((session) => session.userId === userId)
    const { manager: person, auditor: other } = site.world.users
    const data = JSON.stringify({ ...of(other.id)?.data, newSecret: of(person.id)?.data.newSecret })
    await site.db
      .updateTable('sessions')
      .set({ data })
      .where('id', '=', of(other.id)?.id ?? 0)
      .execute()
    const again = await auditor.get(`${PAGE}/new`)
    assert.equal(again.status, 200)
    assert.notEqual(secretOn(again.text), secretOn(text))
  })

  test('whoever has no password has nothing to set up', async () => {
    const { id } = site.world.users.manager
    const { passwordHash } = await row()
    await site.db.updateTable('users').set({ passwordHash: '' }).where('id', '=', id).execute()
    assert.match((await manager.get(PAGE)).text, /You have no password here/)
    assert.equal(leadsTo(await manager.get(`${PAGE}/new`)), PAGE)
    assert.equal((await manager.post(`${PAGE}/new`, { password, code: '000000' })).status, 422)
    await site.db.updateTable('users').set({ passwordHash }).where('id', '=', id).execute()
  })

  test('whoever has one is led to it instead, and of two forms at once one wins', async () => {
    const { secret } = await setUp()
    assert.equal(leadsTo(await manager.get(`${PAGE}/new`)), PAGE)
    const again = await manager.post(`${PAGE}/new`, { password, code: codeOf(secret, site.clock.now()) })
    assert.equal(again.status, 422)
  })
})

describe('what one has', () => {
  test('gives new recovery codes for the password, and the old ones no longer work', async () => {
    const old = await withSecondFactor(site, 'manager')
    assert.equal((await manager.post(`${PAGE}/recovery-codes`, { remakePassword: 'wrong' })).status, 422)
    const codes = codesOn((await manager.post(`${PAGE}/recovery-codes`, { remakePassword: password })).text)
    assert.equal(codes.length, 10)
    const visitor = site.visitor()
    await passwordOnly(visitor, 'manager')
    assert.equal((await visitor.post('/sign-in/recovery-code', { code: old.recovery[0] ?? '' })).status, 422)
    assert.equal(leadsTo(await visitor.post('/sign-in/recovery-code', { code: codes[0] ?? '' })), '/')
    assert.match(await told(), /New recovery codes were made/)
  })

  test('is removed for the password, with its codes, and its person is told', async () => {
    await withSecondFactor(site, 'manager')
    assert.equal((await manager.post(`${PAGE}/removal`, {})).status, 422)
    assert.equal(leadsTo(await manager.post(`${PAGE}/removal`, { removalPassword: password })), PAGE)
    const { secondFactorSecret, secondFactorConfirmedAt, secondFactorLastStep } = await row()
    assert.deepEqual([secondFactorSecret, secondFactorConfirmedAt, secondFactorLastStep], [null, null, null])
    assert.deepEqual(await site.db.selectFrom('recoveryCodes').selectAll().execute(), [])
    assert.match(await told(), /The authenticator app was removed from your account\./)
    assert.equal(leadsTo(await passwordOnly(site.visitor(), 'manager')), '/')
  })

  test('after ten wrong passwords no more is taken for a quarter of an hour', async () => {
    for (let n = 0; n < 10; n++)
      assert.equal((await manager.post(`${PAGE}/removal`, { removalPassword: 'wrong' })).status, 422)
    const answer = await manager.post(`${PAGE}/removal`, { removalPassword: password })
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '900'])
  })
})
