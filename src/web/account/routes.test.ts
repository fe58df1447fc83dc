import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { testSite } from '../test-site.ts'
import { GOOD_PASSWORD } from '../users/test-people.ts'
import { browserInWords } from './browser-words.ts'

const FIRST_PASSWORD = 'correct horse battery staple'
const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'muniment@council.example' }
let site: Awaited<ReturnType<typeof testSite>>
let manager: Awaited<ReturnType<typeof site.signInAs>>

before(async () => {
  site = await testSite({}, { env: mail })
})
after(() => site.close())
beforeEach(async () => {
  const { id } = site.world.users.manager
  await site.db.deleteFrom('sessions').execute()
  const auditor = site.db.selectFrom('users').select('passwordHash').where('role', '=', 'auditor')
  await site.db
    .updateTable('users')
    .set((eb) => ({ passwordHash: eb.selectFrom(auditor.as('one')).select('one.passwordHash') }))
    .where('id', '=', id)
    .execute()
  manager = await site.signInAs('manager')
})

const row = () =>
  site.db.selectFrom('users').selectAll().where('id', '=', site.world.users.manager.id).executeTakeFirstOrThrow()
const lastEvent = () =>
  site.db
    .selectFrom('auditEvents')
    .select(['kind', 'subjectId', 'whoId', 'details'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()

test('the page says who one is, and every page leads to it', async () => {
  const { text } = await manager.get('/account')
  for (const words of ['Mark Lowe', 'manager@muniment.example', 'Service manager', 'Libraries'])
    assert.ok(text.includes(words), words)
  assert.match((await manager.get('/')).text, /href="\/account"/)
})

describe('changing one’s password', () => {
  const change = (current: string, password: string, browser = manager) =>
    browser.post('/account/password', { current, password })

  test('gives this browser a new session, and signs one out everywhere else', async () => {
    const other = await site.signInAs('manager')
    const before = manager.cookie()
    assert.equal((await change(FIRST_PASSWORD, GOOD_PASSWORD)).headers.get('location'), '/account')
    assert.notEqual(manager.cookie(), before)
    assert.match((await manager.get('/account')).text, /Your password has been changed/)
    assert.equal((await other.get('/')).headers.get('location'), '/sign-in')
    const stolen = await site.visitor().send('/', { headers: { cookie: before } })
    assert.equal(stolen.headers.get('location'), '/sign-in')
    assert.deepEqual([(await lastEvent()).kind, (await row()).passwordSetAt], ['password set', site.clock.now()])
    const told = await site.db.selectFrom('mailOutbox').select(['kind', 'toAddress']).execute()
    assert.deepEqual(told, [{ kind: 'notice', toAddress: 'manager@muniment.example' }])
  })

  test('is refused with a wrong current password or a poor new one, and prints neither', async () => {
    const { passwordHash } = await row()
    for (const [current, password, sentence] of [
      ['wrong <secret>', GOOD_PASSWORD, /The current password is not right/],
      ['', GOOD_PASSWORD, /The current password is not right/],
      [FIRST_PASSWORD, '<secret>', /12 characters or more/],
      [FIRST_PASSWORD, 'marklowe2026', /not made of your name/],
      [FIRST_PASSWORD, FIRST_PASSWORD, /not the one you have/],
    ] as const) {
      const answer = await change(current, password)
      assert.equal(answer.status, 422)
      assert.match(answer.text, sentence)
      assert.doesNotMatch(answer.text, /secret|staple|marklowe2026/)
    }
    assert.equal((await row()).passwordHash, passwordHash)
  })

  test('is not for whoever signs in by single sign-on only', async () => {
    const governance = await site.signInAs('governance')
    await site.db.updateTable('users').set({ passwordHash: '' }).where('role', '=', 'governance').execute()
    assert.match((await change('', GOOD_PASSWORD, governance)).text, /You sign in by single sign-on/)
  })

  test('cannot be tried for ever, and one stays signed in', async () => {
    const auditor = await site.signInAs('auditor')
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) statuses.push((await change('wrong', 'wrong', auditor)).status)
    assert.deepEqual([statuses[0], statuses.at(-1)], [422, 429])
    assert.equal((await auditor.get('/account')).status, 200)
  })

  test('changes nothing else, whatever else is sent', async () => {
    const before = await row()
    const more = {
      role: 'administrator',
      email: 'x@y.example',
      userId: '1',
      id: '1',
      serviceIds: '2',
      optionalMail: '0',
    }
    for (const path of ['/account/password', '/account/messages', '/account/session-endings'])
      await manager.post(path, { ...more, optional: 'yes', current: FIRST_PASSWORD, password: GOOD_PASSWORD })
    const { passwordHash: _, passwordSetAt: __, ...after } = await row()
    const { passwordHash: ___, passwordSetAt: ____, ...same } = before
    assert.deepEqual(after, same)
    assert.equal((await manager.get('/users')).status, 403)
    assert.equal((await manager.post('/account', more)).status, 405)
  })
})

describe('where one is signed in', () => {
  const numbersIn = (text: string): string[] =>
    [...text.matchAll(/name="session" value="(\d+)"|value="(\d+)" name="session"/g)].map(([, a, b]) => a ?? b ?? '')

  test('is listed with browser, address and time, and this one is marked', async () => {
    const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
    await site.signInAs('manager')
    await site.db
      .updateTable('sessions')
      .set({ browser: agent })
      .where('id', '=', (eb) => eb.selectFrom('sessions').select((one) => one.fn.max('id').as('id')))
      .execute()
    const { text } = await manager.get('/account')
    assert.match(text, /Firefox on Windows/)
    assert.match(text, /From 127\.0\.0\.1, signed in on 22 November 2026, 12:00/)
    assert.equal(text.match(/>\s*Here\s*</g)?.length, 1)
    assert.equal(numbersIn(text).length, 1)
  })

  test('one session ends, or all others do, and nobody ends another person’s or this one', async () => {
    const [second, third] = [await site.signInAs('manager'), await site.signInAs('manager')]
    const auditor = await site.signInAs('auditor')
    const all = await site.db.selectFrom('sessions').select(['id', 'userId']).orderBy('id').execute()
    const foreign = all.find(({ userId }) => userId === site.world.users.auditor.id)?.id
    const own = all.find(({ userId }) => userId === site.world.users.manager.id)?.id
    for (const session of [String(foreign), String(own), '0', 'all', '1e3', ''])
      assert.equal((await manager.post('/account/session-endings', { session })).status, 422, session)
    assert.deepEqual([(await auditor.get('/')).status, (await manager.get('/')).status], [200, 200])
    const [last = ''] = numbersIn((await manager.get('/account')).text)
    assert.equal((await manager.post('/account/session-endings', { session: last })).status, 303)
    assert.deepEqual([(await second.get('/')).status, (await third.get('/')).status].sort(), [200, 303])
    await site.signInAs('manager')
    assert.equal((await manager.post('/account/session-endings', { session: 'others' })).status, 303)
    assert.deepEqual([(await second.get('/')).status, (await third.get('/')).status], [303, 303])
    const { kind, details } = await lastEvent()
    assert.deepEqual([kind, JSON.parse(details).facts], ['sessions ended', { sessions: 2 }])
    assert.equal((await manager.get('/account')).text.includes('Sign out everywhere else'), false)
  })
})

test('optional messages are switched off and on again, each time with an event, and only where there is a change', async () => {
  assert.equal((await manager.post('/account/messages', {})).status, 303)
  assert.equal((await row()).optionalMail, 0)
  assert.deepEqual(JSON.parse((await lastEvent()).details).changes, [
    { field: 'optional messages', before: 'on', after: 'off' },
  ])
  const { length } = await site.db.selectFrom('auditEvents').select('id').execute()
  await manager.post('/account/messages', {})
  assert.equal((await site.db.selectFrom('auditEvents').select('id').execute()).length, length)
  await manager.post('/account/messages', { optional: 'yes' })
  assert.equal((await row()).optionalMail, 1)
})

test('a browser is named as people know it', () => {
  const agents: [string, string][] = [
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Safari/605.1',
      'Safari on Mac',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 CriOS/140.0 Mobile Safari/604.1',
      'Chrome on iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
    ],
    ['Mozilla/5.0 (X11; CrOS x86_64 16000.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome on ChromeOS'],
    ['Something on Linux', 'A browser on Linux'],
    ['curl/8.5.0', 'A browser that is not known'],
    ['', 'A browser that is not known'],
  ]
  for (const [agent, words] of agents) assert.equal(browserInWords(agent), words)
})
