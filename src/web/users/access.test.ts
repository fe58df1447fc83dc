import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { reinstateAccount, suspendAccount } from '../../actions/accounts.ts'
import { program } from '../../domain/permission.ts'
import { testSite } from '../test-site.ts'
import { GOOD_PASSWORD, invited, linkIn, setPassword } from './test-people.ts'

let site: Awaited<ReturnType<typeof testSite>>
let administrator: Awaited<ReturnType<typeof site.signInAs>>

before(async () => {
  site = await testSite()
  administrator = await site.signInAs('administrator')
})
after(() => site.close())

const sessionsOf = (userId: number) =>
  site.db.selectFrom('sessions').select('id').where('userId', '=', userId).execute()

describe('a suspended person', () => {
  test('is signed out everywhere at once, cannot sign in, and can after being reinstated', async () => {
    const { id, name } = site.world.users.manager
    const browsers = [await site.signInAs('manager'), await site.signInAs('manager')]
    for (const browser of browsers) assert.equal((await browser.get('/')).status, 200)
    const missing = await administrator.post(`/users/${id}/suspension`, { reason: ' ' })
    assert.equal(missing.status, 422)
    assert.match(missing.text, /Enter why the account is suspended/)
    const answer = await administrator.post(`/users/${id}/suspension`, { reason: 'Left on <Friday>' })
    assert.equal(answer.headers.get('location'), `/users/${id}`)
    assert.deepEqual(await sessionsOf(id), [])
    for (const browser of browsers) assert.equal((await browser.get('/')).headers.get('location'), '/sign-in')
    const page = await administrator.get(`/users/${id}`)
    assert.match(page.text, /is suspended, and signed out everywhere/)
    assert.match(page.text, /22 November 2026, 12:00, by Adam Field[\s\S]*Reason: Left on &lt;Friday&gt;/)
    const again = await site.signInAs('manager')
    assert.equal((await again.get('/')).headers.get('location'), '/sign-in')
    assert.equal((await administrator.post(`/users/${id}/suspension`, { reason: 'Twice' })).status, 422)
    assert.equal((await administrator.post(`/users/${id}/reinstatement`, {})).status, 303)
    assert.equal((await (await site.signInAs('manager')).get('/')).status, 200)
    const twice = await administrator.post(`/users/${id}/reinstatement`, {})
    assert.equal(twice.status, 422)
    assert.ok(twice.text.includes(`${name} is not suspended`))
  })

  test('is named in the trail with the reason where it can be erased, and not in the chain', async () => {
    const event = await site.db
      .selectFrom('auditEvents as event')
      .innerJoin('auditEventPersons as person', 'person.eventId', 'event.id')
      .select(['event.details', 'person.details as personal', 'person.name'])
      .where('event.kind', '=', 'suspended')
      .executeTakeFirstOrThrow()
    assert.deepEqual(JSON.parse(event.details).facts, { 'sessions ended': 2 })
    assert.deepEqual([event.name, JSON.parse(event.personal).facts], ['Adam Field', { reason: 'Left on <Friday>' }])
  })

  test('has no use of a link that was sent before, or that would be sent now', async () => {
    const person = { name: 'Ines Marlow', email: 'ines@council.example', role: 'auditor' }
    const { id, link } = await invited(administrator, person)
    const open = site.visitor()
    await open.get(link)
    await administrator.post(`/users/${id}/suspension`, { reason: 'Not coming after all' })
    assert.equal((await setPassword(open, link)).status, 410)
    for (const kind of ['invitation', 'password-reset'])
      assert.equal((await administrator.post(`/users/${id}/${kind}`, {})).status, 422)
    await administrator.post(`/users/${id}/reinstatement`, {})
    assert.equal((await open.get(link)).status, 410)
  })
})

describe('the last administrator', () => {
  test('cannot be suspended, and nobody suspends themselves', async () => {
    const { id } = site.world.users.administrator
    const answer = await administrator.post(`/users/${id}/suspension`, { reason: 'Enough' })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /You cannot do this to your own account/)
    const acting = { who: program('Command line'), clock: site.clock }
    const refused = await suspendAccount(site.db, acting, id, 'Enough')
    assert.match(refused.ok ? '' : (refused.problems[0]?.text ?? ''), /the last administrator who can sign in/)
  })

  test('is not one who was only invited; of two who suspend each other at once one stays', async () => {
    const { id } = site.world.users.administrator
    const second = { name: 'Bea Stone', email: 'bea@council.example', role: 'administrator' }
    const { id: other, link } = await invited(administrator, second)
    const acting = { who: program('Command line'), clock: site.clock }
    assert.equal((await suspendAccount(site.db, acting, id, 'Test')).ok, false)
    await setPassword(site.visitor(), link)
    const as = (by: number) => ({
      who: { ...site.world.users.administrator, id: by },
      clock: site.clock,
    })
    const both = await Promise.all([
      suspendAccount(site.db, as(id), other, 'A'),
      suspendAccount(site.db, as(other), id, 'B'),
    ])
    assert.deepEqual(both.map(({ ok }) => ok).sort(), [false, true])
    const gone = both[0].ok ? other : id
    assert.ok((await reinstateAccount(site.db, acting, gone)).ok)
    administrator = await site.signInAs('administrator')
  })
})

describe('links that an administrator sends', () => {
  test('are an invitation for who has no password, and a reset for who has one', async () => {
    const { id, link } = await invited(administrator, { name: 'Noor', email: 'noor@council.example', role: 'auditor' })
    assert.equal((await administrator.post(`/users/${id}/password-reset`, {})).status, 422)
    const renewed = await administrator.post(`/users/${id}/invitation`, {})
    assert.equal(renewed.status, 201)
    assert.equal((await site.visitor().get(link)).status, 410)
    const browser = site.visitor()
    assert.equal((await setPassword(browser, linkIn(renewed))).status, 303)
    assert.equal((await administrator.post(`/users/${id}/invitation`, {})).status, 422)
    await browser.post('/sign-in', { email: 'noor@council.example', password: GOOD_PASSWORD })
    const reset = await administrator.post(`/users/${id}/password-reset`, {})
    assert.match(reset.text, /until 22 November 2026, 13:00/)
    assert.equal((await browser.get('/')).status, 200)
    assert.equal((await setPassword(site.visitor(), linkIn(reset), 'another kettle of violets')).status, 303)
    assert.equal((await browser.get('/')).headers.get('location'), '/sign-in')
  })
})

test('an authenticator app that was lost is removed with its recovery codes, and nobody loses one they do not have', async () => {
  const { id } = site.world.users.auditor
  assert.equal((await administrator.post(`/users/${id}/second-factor-removal`, {})).status, 422)
  await site.db
    .updateTable('users')
    .set({ secondFactorSecret: 'x', secondFactorConfirmedAt: '2026-11-01T09:00:00.000Z', secondFactorLastStep: 1 })
    .where('id', '=', id)
    .execute()
  await site.db.insertInto('recoveryCodes').values({ userId: id, codeHash: 'x', usedAt: null }).execute()
  assert.match((await administrator.get(`/users/${id}`)).text, /Authenticator app, since 1 November 2026/)
  assert.equal((await administrator.post(`/users/${id}/second-factor-removal`, {})).status, 303)
  const left = await site.db
    .selectFrom('users')
    .select(['secondFactorSecret', 'secondFactorLastStep'])
    .where('id', '=', id)
    .executeTakeFirst()
  assert.deepEqual(left, { secondFactorSecret: null, secondFactorLastStep: null })
  assert.deepEqual(await site.db.selectFrom('recoveryCodes').select('id').execute(), [])
  const { kind, whoId } = await site.db
    .selectFrom('auditEvents')
    .select(['kind', 'whoId'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  assert.deepEqual([kind, whoId], ['second factor removed', String(site.world.users.administrator.id)])
})
