import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { hashPassword } from '../../actions/passwords.ts'
import { codeOf, events, leadsTo, passwordOnly, withSecondFactor } from '../sign-in/test-second-factor.ts'
import { testSite } from '../test-site.ts'

const PAGE = '/second-factor-requirements'
const SET_UP = '/sign-in/second-factor'
const password = 'correct horse battery staple'

let site: Awaited<ReturnType<typeof testSite>>
let administrator: Awaited<ReturnType<typeof site.signInAs>>

before(async () => {
  site = await testSite()
  administrator = await site.signInAs('administrator')
})
after(() => site.close())
beforeEach(async () => {
  const nothing = { secondFactorSecret: null, secondFactorConfirmedAt: null, secondFactorLastStep: null }
  await site.db.updateTable('users').set(nothing).execute()
  await administrator.post(PAGE, { roles: ['auditor', 'administrator'] })
})

test('says what was chosen, how many have one, and writes down what changed', async () => {
  await withSecondFactor(site, 'governance')
  const { text } = await administrator.get(PAGE)
  for (const role of ['auditor', 'administrator']) assert.match(text, new RegExp(`value="${role}" checked`))
  assert.doesNotMatch(text, /value="manager" checked/)
  assert.match(text, /1 of 1 has one/)
  await administrator.post(PAGE, { roles: 'manager' })
  await administrator.post(PAGE, { roles: ['manager', 'nobody', 'manager'] })
  const changes = await site.db
    .selectFrom('auditEvents')
    .select('details')
    .where('subjectKind', '=', 'settings')
    .execute()
  assert.deepEqual(JSON.parse(changes.at(-1)?.details ?? '').changes, [
    { field: 'Second factor required of', before: 'auditor and administrator', after: 'manager' },
  ])
  assert.equal(changes.length, 2, 'what changes nothing is no event')
})

test('an auditor reads for which roles it is, and cannot choose', async () => {
  await administrator.post(PAGE, { roles: 'manager' })
  const auditor = await site.signInAs('auditor')
  const { text } = await auditor.get(PAGE)
  assert.match(text, /Service manager\s*<\/th>\s*<td[^>]*>\s*Yes\s*<\/td>\s*<td[^>]*>\s*0 of 1 has one/)
  assert.match(text, /Administrator\s*<\/th>\s*<td[^>]*>\s*No/)
  assert.doesNotMatch(text.slice(text.indexOf('<main')), /<form|Save/)
  assert.equal((await auditor.post(PAGE, { roles: 'auditor' })).status, 403)
})

test('people of such a role set one up right after the password, before anything else is open to them', async () => {
  const auditor = site.visitor()
  await auditor.get('/job-runs')
  assert.equal(leadsTo(await passwordOnly(auditor, 'auditor')), SET_UP)
  const page = await auditor.get(SET_UP)
  assert.match(page.text, /Your role must have a second factor/)
  for (const path of ['/', '/account', '/account/second-factor', '/sign-in/code'])
    assert.equal(leadsTo(await auditor.get(path)), '/sign-in', path)
  await auditor.get('/job-runs')
  const secret = (/app-code">([A-Z2-7 ]+)</.exec((await auditor.get(SET_UP)).text)?.[1] ?? '').replaceAll(' ', '')
  assert.equal((await auditor.post(SET_UP, { code: '000000' })).status, 422)
  const done = await auditor.post(SET_UP, { code: codeOf(secret, site.clock.now()) })
  assert.match(done.text, /Keep your recovery codes[\s\S]*href="\/job-runs"/)
  assert.equal((await auditor.get('/job-runs')).status, 200)
  assert.deepEqual((await events(site, 'signed in')).at(-1)?.facts, { by: 'password and code' })
  assert.equal(leadsTo(await passwordOnly(site.visitor(), 'auditor')), '/sign-in/code')
  const kept = await auditor.post('/account/second-factor/removal', { removalPassword: password })
  assert.equal(kept.status, 422)
  assert.match(kept.text, /Your role must have an authenticator app/)
})

test('others sign in with their password alone, and a role that is let off does too', async () => {
  assert.equal(leadsTo(await passwordOnly(site.visitor(), 'manager')), '/')
  assert.equal(leadsTo(await passwordOnly(site.visitor(), 'administrator')), SET_UP)
  await administrator.post(PAGE, {})
  assert.equal(leadsTo(await passwordOnly(site.visitor(), 'administrator')), '/')
})

test('the page of the recovery codes carries the token of the new session: one can sign out on it', async () => {
  const auditor = site.visitor()
  await passwordOnly(auditor, 'auditor')
  const page = await auditor.get(SET_UP)
  const secret = (/app-code">([A-Z2-7 ]+)</.exec(page.text)?.[1] ?? '').replaceAll(' ', '')
  assert.equal((await auditor.post(SET_UP, { code: codeOf(secret, site.clock.now()) })).status, 200)
  assert.equal(leadsTo(await auditor.post('/sign-out', {})), '/sign-in')
})

test('whoever stood before the second step when the password was set anew, or taken away, does not get past it', async () => {
  for (const passwordHash of [await hashPassword('another kettle of violets'), '']) {
    const stranger = site.visitor()
    await passwordOnly(stranger, 'auditor')
    const page = await stranger.get(SET_UP)
    const secret = (/app-code">([A-Z2-7 ]+)</.exec(page.text)?.[1] ?? '').replaceAll(' ', '')
    const before = await site.db
      .selectFrom('users')
      .select('passwordHash')
      .where('role', '=', 'auditor')
      .executeTakeFirst()
    await site.db.updateTable('users').set({ passwordHash }).where('role', '=', 'auditor').execute()
    assert.equal(leadsTo(await stranger.post(SET_UP, { code: codeOf(secret, site.clock.now()) })), '/sign-in')
    assert.equal(leadsTo(await stranger.get('/')), '/sign-in')
    await site.db
      .updateTable('users')
      .set({ passwordHash: before?.passwordHash ?? '' })
      .where('role', '=', 'auditor')
      .execute()
  }
})
