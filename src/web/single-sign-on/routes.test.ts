import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ssoSite } from './test-sso-site.ts'

let site: Awaited<ReturnType<typeof ssoSite>>
before(async () => {
  site = await ssoSite()
})
after(() => site.close())

test('x', async () => {
  site.provider.persons.set('m', { email: 'manager@muniment.example', email_verified: true, name: 'Mark' })
  const visitor = site.visitor()
  await visitor.get('/records?service=LIB')
  const answer = await site.signInThere(visitor, 'm')
  console.log(answer.status, answer.headers.get('location'), answer.text.slice(-1500))
  console.log(
    await site.db.selectFrom('auditEvents').selectAll().execute(),
    await site.db.selectFrom('auditEventPersons').selectAll().execute(),
  )
})
