import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { stranger } from '../domain/permission.ts'
import { hashPassword } from './passwords.ts'
import { signIn } from './sign-in.ts'

const acting = { who: stranger(), clock: { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' } }
const PASSWORD = 'correct horse battery staple'
const REFUSED = {
  ok: false,
  problems: [{ field: 'email', text: 'The e-mail address or the password is not right. Check both and try again.' }],
}

let at: Awaited<ReturnType<typeof temporaryDatabase>>
let world: Awaited<ReturnType<typeof smallWorld>>

before(async () => {
  at = await temporaryDatabase()
  world = await smallWorld(at.db)
  await at.db
    .updateTable('users')
    .set({ passwordHash: await hashPassword(PASSWORD) })
    .execute()
})
after(() => at.close())

test('the right pair lets its person in, whatever the case of the address and the spaces around it', async () => {
  for (const email of ['manager@muniment.example', ' Manager@Muniment.Example '])
    assert.deepEqual(await signIn(at.db, acting, email, PASSWORD), { ok: true, value: world.users.manager.id })
})

test('a wrong password, an unknown address and a suspended account get one and the same answer', async () => {
  const { id } = world.users.auditor
  await at.db.updateTable('users').set({ suspendedAt: '2026-11-01T09:00:00.000Z' }).where('id', '=', id).execute()
  assert.deepEqual(await signIn(at.db, acting, 'manager@muniment.example', `${PASSWORD} `), REFUSED)
  assert.deepEqual(await signIn(at.db, acting, 'nobody@muniment.example', PASSWORD), REFUSED)
  assert.deepEqual(await signIn(at.db, acting, 'auditor@muniment.example', PASSWORD), REFUSED)
})

test('an account whose hash is unreadable lets nobody in', async () => {
  const { id } = world.users.administrator
  await at.db.updateTable('users').set({ passwordHash: 'none' }).where('id', '=', id).execute()
  assert.deepEqual(await signIn(at.db, acting, 'administrator@muniment.example', 'none'), REFUSED)
})

test('every refusal takes as long as the others: no account, a wrong password, no password set, suspended', async () => {
  const set = (role: 'auditor' | 'administrator', change: object) =>
    at.db.updateTable('users').set(change).where('id', '=', world.users[role].id).execute()
  await set('auditor', { suspendedAt: '2026-11-01T09:00:00.000Z' })
  await set('administrator', { passwordHash: '' })
  const emails = [
    'nobody@muniment.example',
    ...['manager', 'auditor', 'administrator'].map((role) => `${role}@muniment.example`),
  ]
  const taken = new Map(emails.map((email): [string, number[]] => [email, []]))
  for (let round = 0; round < 11; round++)
    for (const email of emails) {
      const start = performance.now()
      assert.deepEqual(await signIn(at.db, acting, email, 'a wrong password'), REFUSED)
      taken.get(email)?.push(performance.now() - start)
    }
  const medians = [...taken.values()].map((times) => times.sort((a, b) => a - b)[5] ?? 0)
  const [least = 0, most = 0] = [Math.min(...medians), Math.max(...medians)]
  assert.ok(most / least < 3, `the medians are ${medians.map((ms) => ms.toFixed(1)).join(', ')} ms`)
})

test('an account without a password is opened by none, the one that takes its place included', async () => {
  for (const password of ['', 'none', 'an account that does not exist'])
    assert.deepEqual(await signIn(at.db, acting, 'administrator@muniment.example', password), REFUSED)
  assert.deepEqual(await signIn(at.db, acting, 'nobody@muniment.example', 'an account that does not exist'), REFUSED)
})

test('SQL in the address is an address that nobody has', async () => {
  for (const email of ["' or 1=1 --", "manager@muniment.example' --", '%@muniment.example', '\u0000'])
    assert.deepEqual(await signIn(at.db, acting, email, PASSWORD), REFUSED)
})
