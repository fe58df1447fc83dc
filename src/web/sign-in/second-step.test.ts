import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { addressOf } from '../test-addresses.ts'
import { matrix } from '../test-route-matrix.ts'
import { testSite } from '../test-site.ts'
import { events, leadsTo, passwordOnly, withSecondFactor } from './test-second-factor.ts'

type Site = Awaited<ReturnType<typeof testSite>>
let site: Site
let visitor: ReturnType<Site['visitor']>
let manager: Awaited<ReturnType<typeof withSecondFactor>>

const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'muniment@council.example' }
before(async () => {
  site = await testSite({}, { env: mail })
})
after(() => site.close())
beforeEach(async () => {
  const nothing = { secondFactorSecret: null, secondFactorConfirmedAt: null, secondFactorLastStep: null }
  await site.db.updateTable('users').set(nothing).execute()
  await site.db.deleteFrom('attempts').execute()
  site.clock.moveTo('2026-11-22')
  manager = await withSecondFactor(site, 'manager')
  visitor = site.visitor()
})

const enter = (code: string, of = visitor, page = '/sign-in/code') => of.post(page, { code })

describe('with an authenticator app', () => {
  test('the password leads to a second page, and the code to where one was going', async () => {
    await visitor.get('/records?service=LIB')
    assert.equal(leadsTo(await passwordOnly(visitor, 'manager')), '/sign-in/code')
    assert.match((await visitor.get('/sign-in/code')).text, /Enter the code from your authenticator app/)
    assert.equal(
      leadsTo(await enter(` ${manager.code().slice(0, 3)} ${manager.code().slice(3)} `)),
      '/records?service=LIB',
    )
    assert.equal((await visitor.get('/')).status, 200)
    assert.deepEqual((await events(site, 'signed in')).at(-1)?.facts, { by: 'password and code' })
  })

  test('a clock may be off by one step, and not by two', async () => {
    for (const [steps, taken] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      const other = site.visitor()
      await site.db.updateTable('users').set({ secondFactorLastStep: 0 }).execute()
      await passwordOnly(other, 'manager')
      assert.equal(leadsTo(await enter(manager.code(steps), other)), taken ? '/' : 422, `${steps} steps`)
    }
  })

  test('a code works once, also when it comes twice at the same time, and older ones no more', async () => {
    const others = [site.visitor(), site.visitor(), site.visitor()]
    for (const other of others) await passwordOnly(other, 'manager')
    const answers = await Promise.all(others.map((other) => enter(manager.code(), other)))
    assert.deepEqual(answers.map(leadsTo).sort(), ['/', 422, 422].sort())
    await passwordOnly(visitor, 'manager')
    for (const used of [manager.code(), manager.code(-1)]) {
      const answer = await enter(used)
      assert.equal(answer.status, 422)
      assert.match(answer.text, /<title>Error: [\s\S]*This code is not right, or was used before/)
      assert.ok(!answer.text.includes(used), 'and is not printed again')
    }
    assert.equal(leadsTo(await enter(manager.code(1))), '/')
  })

  test('a wrong code is written down, without the code', async () => {
    await passwordOnly(visitor, 'manager')
    await enter('000000')
    const [failed] = (await events(site, 'sign-in failed')).slice(-1)
    assert.deepEqual(
      [failed?.whoRole, failed?.subjectId, failed?.facts],
      ['nobody', String(manager.id), { by: 'code' }],
    )
    assert.doesNotMatch(JSON.stringify(failed), /000000/)
  })

  test('after five wrong codes none is taken for a quarter of an hour, from wherever it comes', async () => {
    for (let n = 0; n < 5; n++) {
      const other = site.visitor()
      await passwordOnly(other, 'manager')
      assert.equal((await enter('000000', other)).status, 422)
    }
    await passwordOnly(visitor, 'manager')
    const answer = await enter(manager.code())
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '900'])
    assert.match(answer.text, /There were too many attempts with a wrong code\. Try again in 15 minutes\./)
    assert.equal((await enter(manager.recovery[0] ?? '', visitor, '/sign-in/recovery-code')).status, 429)
    site.clock.moveTo('2026-11-23')
    const later = site.visitor()
    await passwordOnly(later, 'manager')
    assert.equal(leadsTo(await enter(manager.code(), later)), '/')
  })
})

describe('a recovery code', () => {
  const recover = (code: string, of = visitor) => enter(code, of, '/sign-in/recovery-code')

  test('lets in once in place of the code, however it is typed, and its owner is told', async () => {
    const typed = (manager.recovery[0] ?? '').toLowerCase().replaceAll('-', ' ')
    const others = [site.visitor(), site.visitor()]
    for (const other of others) await passwordOnly(other, 'manager')
    const answers = await Promise.all(others.map((other) => recover(typed, other)))
    assert.deepEqual(answers.map(leadsTo).sort(), ['/', 422].sort())
    assert.deepEqual((await events(site, 'recovery code used')).at(-1)?.facts, { left: 9 })
    assert.deepEqual((await events(site, 'signed in')).at(-1)?.facts, { by: 'password and recovery code' })
    const told = await site.db.selectFrom('mailOutbox').select(['kind', 'toAddress', 'text']).execute()
    assert.deepEqual(
      told.map(({ kind, toAddress }) => [kind, toAddress]),
      [['notice', 'manager@muniment.example']],
    )
    assert.match(told[0]?.text ?? '', /signed in to your account with a recovery code; 9 codes of them left/)
  })

  test('of another person, or made up, lets nobody in', async () => {
    const auditor = await withSecondFactor(site, 'auditor')
    await passwordOnly(visitor, 'manager')
    for (const code of [auditor.recovery[0] ?? '', '0000-0000-0000-0000', "' or 1=1 --"])
      assert.equal((await recover(code)).status, 422)
    assert.equal((await recover('')).status, 422)
  })

  test('is kept as a hash', async () => {
    const rows = await site.db.selectFrom('recoveryCodes').select('codeHash').where('userId', '=', manager.id).execute()
    assert.equal(rows.length, 10)
    for (const { codeHash } of rows) assert.match(codeHash, /^[0-9a-f]{64}$/)
  })
})

describe('halfway', () => {
  /** Nobody gets as far as to be told that there is no such thing. */
  const things = new Proxy({}, { get: () => ({}) }) as Parameters<typeof addressOf>[0]

  test('a session opens no page and takes no form but those of the second step', async () => {
    await passwordOnly(visitor, 'manager')
    for (const [name, allowed] of Object.entries(matrix)) {
      if (allowed === 'anyone') continue
      const [method, path = ''] = name.split(' ')
      if (path.startsWith('/api')) continue
      const to = addressOf(things, path, null)
      const answer = method === 'GET' ? await visitor.get(to) : await visitor.post(to, { any: 'thing' })
      assert.equal(leadsTo(answer), '/sign-in', name)
    }
    assert.equal((await visitor.get('/sign-in/code')).status, 200, 'and the second step is still open')
  })

  test('its id is new, and another one follows when the code is right', async () => {
    await visitor.get('/sign-in')
    const planted = visitor.cookie()
    await passwordOnly(visitor, 'manager')
    const between = visitor.cookie()
    await enter(manager.code())
    assert.notEqual(between, planted)
    for (const cookie of [planted, between])
      assert.equal(leadsTo(await site.visitor().send('/', { headers: { cookie } })), '/sign-in')
    assert.equal((await visitor.get('/')).status, 200)
  })

  test('it ends when the code does not come in time, or the person is suspended meanwhile', async () => {
    await passwordOnly(visitor, 'manager')
    await site.db.updateTable('users').set({ suspendedAt: site.clock.now() }).where('id', '=', manager.id).execute()
    assert.equal(leadsTo(await enter(manager.code())), '/sign-in')
    await site.db.updateTable('users').set({ suspendedAt: null }).execute()
    assert.equal(leadsTo(await visitor.get('/sign-in/code')), 200)
    const { halfway } = JSON.parse(
      (await site.db.selectFrom('sessions').select('data').orderBy('id', 'desc').executeTakeFirstOrThrow()).data,
    )
    assert.equal(halfway.until, '2026-11-22T12:10:00.000Z')
    site.clock.moveTo('2026-11-23')
    assert.equal(leadsTo(await enter(manager.code())), 403)
    assert.equal(leadsTo(await visitor.get('/sign-in/code')), '/sign-in')
  })

  test('nobody is at the second step who has not given a password', async () => {
    for (const page of ['/sign-in/code', '/sign-in/recovery-code', '/sign-in/second-factor']) {
      assert.equal(leadsTo(await visitor.get(page)), '/sign-in')
      assert.equal(leadsTo(await visitor.post(page, { code: manager.code() })), '/sign-in')
    }
  })
})
