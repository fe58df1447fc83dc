import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { demonstrationAccounts } from '../../db/queries/users.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { roles, stranger } from '../domain/permission.ts'
import { loadDemonstration } from './demonstration.ts'
import { DEMONSTRATION_PASSWORD } from './demonstration-accounts.ts'
import { loadSampleRegister } from './sample-register.ts'
import { signIn } from './sign-in.ts'

const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }

let at: Awaited<ReturnType<typeof temporaryDatabase>>
before(async () => {
  at = await temporaryDatabase()
  assert.ok((await loadSampleRegister(at.db, clock, { demonstrationAccounts: true })).ok)
})
after(() => at.close())

test('every role has an account, and every account is opened by the one password', async () => {
  const accounts = await demonstrationAccounts(at.db)
  assert.deepEqual(new Set(accounts.map(({ role }) => role)), new Set(roles))
  for (const { email } of accounts)
    assert.ok((await signIn(at.db, { who: stranger(), clock }, email, DEMONSTRATION_PASSWORD)).ok, email)
})

test('a second person of information governance can give what a rule of two approvals asks for', async () => {
  const governance = (await demonstrationAccounts(at.db)).filter(({ role }) => role === 'governance')
  assert.ok(governance.length >= 2)
})

test('every service with records has a manager who answers for it, and other roles answer for none', async () => {
  const managed = await at.db
    .selectFrom('userServices')
    .innerJoin('users', 'users.id', 'userServices.userId')
    .innerJoin('services', 'services.id', 'userServices.serviceId')
    .select(['services.code', 'users.role'])
    .execute()
  assert.ok(managed.every(({ role }) => role === 'manager'))
  const holders = await at.db
    .selectFrom('sourceSystems')
    .innerJoin('services', 'services.id', 'sourceSystems.defaultServiceId')
    .select('services.code')
    .execute()
  for (const { code } of holders)
    assert.ok(
      managed.some((one) => one.code === code),
      `${code} has no manager`,
    )
})

test('a database that holds anything is left as it is', async () => {
  const other = await temporaryDatabase()
  await smallWorld(other.db)
  const said: string[] = []
  const uploads = join(other.folder, 'uploads')
  const demonstration = { uploads, hashKey: 'k'.repeat(32), clock, say: (line: string) => void said.push(line) }
  await assert.rejects(loadDemonstration(other.db, demonstration), /^Error: The database is not empty/)
  assert.deepEqual(said, [])
  assert.equal(existsSync(uploads), false)
  assert.deepEqual(await other.db.selectFrom('recordFeeds').select('id').execute(), [])
  await other.close()
})
