import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addSeconds } from '../../domain/calendar.ts'
import { testSite } from '../test-site.ts'
import { GOOD_PASSWORD, linkIn, setPassword } from '../users/test-people.ts'

const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'muniment@council.example' }
let site: Awaited<ReturnType<typeof testSite>>

before(async () => {
  site = await testSite({}, { env: { ...mail, BASE_URL: 'https://muniment.council.example' } })
})
after(() => site.close())

const outbox = () =>
  site.db.selectFrom('mailOutbox').select(['toAddress', 'kind', 'subject', 'text', 'userId']).orderBy('id').execute()

/** Lets time pass for the links that were given, as far as asking again goes. */
const sixMinutesLater = async (): Promise<void> => {
  const before = addSeconds(site.clock.now(), -6 * 60)
  await site.db.updateTable('accountLinks').set({ createdAt: before }).execute()
}

test('a forgotten password is set by a link that is mailed, and the person is told', async () => {
  const signedIn = await site.signInAs('manager')
  const browser = site.visitor()
  assert.match((await browser.get('/sign-in')).text, /href="\/password-resets\/new"/)
  const answer = await browser.post('/password-resets', { email: ' MANAGER@muniment.example ' })
  assert.equal(answer.headers.get('location'), '/password-resets/sent')
  assert.equal((await browser.get('/password-resets/sent')).status, 200)
  const [message] = await outbox()
  assert.deepEqual([message?.toAddress, message?.kind], ['manager@muniment.example', 'password reset'])
  assert.match(message?.text ?? '', /https:\/\/muniment\.council\.example\/new-password\?token=/)
  assert.equal((await signedIn.get('/')).status, 200)
  assert.equal((await setPassword(browser, linkIn({ text: message?.text ?? '' }))).status, 303)
  assert.equal((await signedIn.get('/')).headers.get('location'), '/sign-in')
  await browser.post('/sign-in', { email: 'manager@muniment.example', password: GOOD_PASSWORD })
  assert.equal((await browser.get('/')).status, 200)
  const told = (await outbox()).at(-1)
  assert.deepEqual([told?.kind, told?.toAddress], ['notice', 'manager@muniment.example'])
  assert.doesNotMatch(told?.text ?? '', /token/)
})

describe('asking', () => {
  test('comes to the same end for an account that there is not, is suspended, has no password, or asked just now', async () => {
    const { auditor, governance } = site.world.users
    await site.db.updateTable('users').set({ passwordHash: '' }).where('id', '=', governance.id).execute()
    await site.db.updateTable('users').set({ suspendedAt: site.clock.now() }).where('id', '=', auditor.id).execute()
    await sixMinutesLater()
    const before = (await outbox()).length
    const seen = new Set<string>()
    for (const email of ['manager', 'manager', 'nobody', 'auditor', 'governance']) {
      const { status, headers, text } = await site
        .visitor()
        .post('/password-resets', { email: `${email}@muniment.example` })
      seen.add(`${status} ${headers.get('location')} ${text}`)
    }
    assert.equal(seen.size, 1)
    assert.equal((await outbox()).length, before + 1)
    const events = await site.db
      .selectFrom('auditEvents')
      .select(['subjectId', 'details'])
      .where('kind', '=', 'reset asked for')
      .orderBy('id', 'desc')
      .limit(5)
      .execute()
    assert.deepEqual(
      events.toReversed().map(({ subjectId, details }) => [subjectId, JSON.parse(details).facts.mailed]),
      [
        [String(site.world.users.manager.id), true],
        [String(site.world.users.manager.id), false],
        ['', false],
        ['', false],
        [String(governance.id), false],
      ],
    )
    const trail = await site.db.selectFrom('auditEventPersons').select(['name', 'details']).execute()
    assert.doesNotMatch(JSON.stringify(trail), /nobody@/)
  })

  test('makes an older link worthless, so that only the last mail counts', async () => {
    await sixMinutesLater()
    await site.visitor().post('/password-resets', { email: 'administrator@muniment.example' })
    const first = linkIn({ text: (await outbox()).at(-1)?.text ?? '' })
    await sixMinutesLater()
    await site.visitor().post('/password-resets', { email: 'administrator@muniment.example' })
    const second = linkIn({ text: (await outbox()).at(-1)?.text ?? '' })
    assert.deepEqual([(await site.visitor().get(first)).status, (await site.visitor().get(second)).status], [410, 200])
  })

  test('needs an address, which is shown again', async () => {
    const browser = site.visitor()
    assert.match((await browser.post('/password-resets', {})).text, /Enter your e-mail address/)
    const long = await browser.post('/password-resets', { email: 'x'.repeat(255) })
    assert.equal(long.status, 422)
    assert.match(long.text, /254 characters or fewer/)
  })

  test('can be done from one place only so often', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 12; n++)
      statuses.push((await site.visitor().post('/password-resets', { email: `guess${n}@council.example` })).status)
    assert.equal(statuses.at(-1), 429)
  })
})

test('without mail the page says whom to ask, and an invitation is mailed where there is mail', async () => {
  const administrator = await site.signInAs('administrator')
  const person = { name: 'Ines Marlow', email: 'ines@council.example', role: 'auditor' }
  const answer = await administrator.post('/users/new', person)
  assert.match(answer.headers.get('location') ?? '', /^\/users\/\d+$/)
  assert.match(
    (await administrator.get(answer.headers.get('location') ?? '')).text,
    /on its way to Ines Marlow at ines@council\.example/,
  )
  const message = (await outbox()).at(-1)
  assert.deepEqual([message?.kind, message?.toAddress], ['invitation', 'ines@council.example'])
  const other = await testSite()
  const page = await other.visitor().get('/password-resets/new')
  assert.match(page.text, /Ask an administrator/)
  assert.doesNotMatch(page.text, /action="\/password-resets"/)
  assert.equal((await other.visitor().post('/password-resets', { email: 'x@y.example' })).status, 404)
  await other.close()
})
