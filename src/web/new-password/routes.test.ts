import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { testSite } from '../test-site.ts'
import { GOOD_PASSWORD, invited, linkIn, setPassword, tokenIn } from '../users/test-people.ts'

let site: Awaited<ReturnType<typeof testSite>>
let administrator: Awaited<ReturnType<typeof site.signInAs>>
let person: { id: number; link: string; email: string }
let number = 0

before(async () => {
  site = await testSite()
  administrator = await site.signInAs('administrator')
})
after(() => site.close())
beforeEach(async () => {
  site.clock.moveTo('2026-11-22')
  const email = `person.${++number}@council.example`
  person = { email, ...(await invited(administrator, { name: 'Ines Marlow', email, role: 'auditor' })) }
})

const hashOf = async (id: number): Promise<string> =>
  (await site.db.selectFrom('users').select('passwordHash').where('id', '=', id).executeTakeFirstOrThrow()).passwordHash

/** Whether a password opens the account. */
async function opens(password: string): Promise<boolean> {
  const browser = site.visitor()
  await browser.post('/sign-in', { email: person.email, password })
  return (await browser.get('/')).status === 200
}

describe('a link', () => {
  test('is not used up by being looked at, tells no other site of itself, and names whose it is', async () => {
    for (let n = 0; n < 3; n++) {
      const page = await site.visitor().get(person.link)
      assert.equal(page.status, 200)
      assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
      assert.match(page.text, /<h1[^>]*>Choose your password/)
      assert.ok(page.text.includes(person.email))
    }
    assert.equal((await setPassword(site.visitor(), person.link)).headers.get('location'), '/sign-in')
    assert.ok(await opens(GOOD_PASSWORD))
  })

  test('works once', async () => {
    await setPassword(site.visitor(), person.link)
    const before = await hashOf(person.id)
    assert.equal((await site.visitor().get(person.link)).status, 410)
    const again = await setPassword(site.visitor(), person.link, 'another kettle of violets')
    assert.equal(again.status, 410)
    assert.match(again.text, /does not work any more/)
    assert.equal(await hashOf(person.id), before)
  })

  test('of two who use it at once, one wins and the other is told', async () => {
    const passwords = [GOOD_PASSWORD, 'another kettle of violets']
    const browsers = passwords.map(() => site.visitor())
    for (const browser of browsers) await browser.get(person.link)
    const token = tokenIn(person.link)
    const answers = await Promise.all(
      browsers.map((browser, at) => browser.post('/new-password', { token, password: passwords[at] ?? '' })),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 410])
    const winner = answers.findIndex(({ status }) => status === 303)
    assert.deepEqual([await opens(passwords[winner] ?? ''), await opens(passwords[1 - winner] ?? '')], [true, false])
    const accepted = await site.db
      .selectFrom('auditEvents')
      .select('whoId')
      .where('kind', '=', 'invitation accepted')
      .where('subjectId', '=', String(person.id))
      .execute()
    assert.deepEqual(accepted, [{ whoId: String(person.id) }])
  })

  test('of an invitation works for seven days, and of a reset for an hour', async () => {
    site.clock.moveTo('2026-11-28')
    assert.equal((await site.visitor().get(person.link)).status, 200)
    site.clock.moveTo('2026-11-29')
    assert.equal((await site.visitor().get(person.link)).status, 410)
    assert.equal((await setPassword(site.visitor(), person.link)).status, 410)
    assert.equal(await hashOf(person.id), '')
    site.clock.moveTo('2026-11-22')
    await setPassword(site.visitor(), person.link)
    const reset = linkIn(await administrator.post(`/users/${person.id}/password-reset`, {}))
    const { expiresAt } = await site.db
      .selectFrom('accountLinks')
      .select('expiresAt')
      .where('usedAt', 'is', null)
      .where('userId', '=', person.id)
      .executeTakeFirstOrThrow()
    assert.equal(expiresAt, '2026-11-22T13:00:00.000Z')
    assert.match((await site.visitor().get(reset)).text, /<h1[^>]*>Set a new password/)
    site.clock.moveTo('2026-11-23')
    assert.equal((await setPassword(site.visitor(), reset, 'another kettle of violets')).status, 410)
  })

  test('is worth nothing once a newer one was sent', async () => {
    const newer = linkIn(await administrator.post(`/users/${person.id}/invitation`, {}))
    assert.equal((await setPassword(site.visitor(), person.link)).status, 410)
    assert.equal((await setPassword(site.visitor(), newer)).status, 303)
  })

  test('that nobody was given leads nowhere, whatever is in it', async () => {
    const browser = site.visitor()
    for (const token of ['', 'x', tokenIn(person.link).slice(0, -1), 'A'.repeat(43), "' or 1=1 --"]) {
      assert.equal((await browser.get(`/new-password?token=${encodeURIComponent(token)}`)).status, 410)
      assert.equal((await browser.post('/new-password', { token, password: GOOD_PASSWORD })).status, 410)
    }
    assert.equal(
      (await browser.post('/new-password', { token: [tokenIn(person.link), 'x'], password: 'x' })).status,
      410,
    )
    assert.equal((await browser.get('/new-password?user=1')).status, 400)
  })
})

describe('the password that is chosen', () => {
  test('is refused with what to do, is not printed again, and the link still works', async () => {
    const browser = site.visitor()
    for (const [password, sentence] of [
      ['', /Enter a password/],
      ['too short', /12 characters or more/],
      ['Password2026', /harder to guess/],
      ['inesmarlow2026', /not made of your name/],
      [`person.${number}@council.example`, /not made of your name/],
      ['cambridgeshire', /not made of your name/],
    ] as const) {
      const answer = await setPassword(browser, person.link, password)
      assert.equal(answer.status, 422, password)
      assert.match(answer.text, /<title>Error: Choose your password/)
      assert.match(answer.text, sentence)
      assert.doesNotMatch(answer.text, /value="(too short|Password2026|inesmarlow2026)"/)
    }
    assert.equal((await setPassword(browser, person.link)).status, 303)
  })

  test('is kept as it was typed, with the spaces at its ends', async () => {
    const password = '  otter kettle violet  '
    await setPassword(site.visitor(), person.link, password)
    assert.deepEqual([await opens(password), await opens(password.trim())], [true, false])
  })

  test('changes nothing else, and signs nobody in', async () => {
    const browser = site.visitor()
    await browser.get(person.link)
    const extra = { role: 'administrator', email: 'x@y.example', userId: '1', services: 'LIB' }
    await browser.post('/new-password', { token: tokenIn(person.link), password: GOOD_PASSWORD, ...extra })
    assert.equal((await browser.get('/')).headers.get('location'), '/sign-in')
    const row = await site.db
      .selectFrom('users')
      .select(['role', 'email'])
      .where('id', '=', person.id)
      .executeTakeFirst()
    assert.deepEqual(row, { role: 'auditor', email: person.email })
  })
})
