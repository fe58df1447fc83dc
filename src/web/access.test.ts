import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Request, Response } from 'express'
import { permissions, type Role, type User } from '../domain/permission.ts'
import { anyone, type Guard, needs, signedIn, userOf } from './access.ts'
import { Forbidden } from './errors.ts'

const user = (role: Role): User => ({ id: 1, name: 'Ada', email: 'ada@example.org', role, serviceIds: [] })

/** What a guard does with a request: lets it through, refuses it, or sends it elsewhere. */
function met(guard: Guard, who: User | undefined, asked: Partial<Request> = {}) {
  const req = {
    method: 'GET',
    originalUrl: '/records',
    session: {},
    accepts: () => 'html',
    ...asked,
  } as unknown as Request
  const gone: unknown[] = []
  const res = { locals: { user: who }, redirect: (...to: unknown[]) => gone.push(...to) } as unknown as Response
  let through = false
  const next = () => {
    through = true
  }
  try {
    guard(req, res, next)
  } catch (error) {
    assert.ok(error instanceof Forbidden)
    assert.equal(error.status, 403)
    return { through, refused: true, gone, returnTo: req.session.returnTo }
  }
  return { through, refused: false, gone, returnTo: req.session.returnTo }
}

describe('a guard', () => {
  test('lets through those who have the permission, and refuses others', () => {
    assert.equal(met(needs('read job runs'), user('auditor')).through, true)
    const manager = met(needs('read job runs'), user('manager'))
    assert.deepEqual([manager.through, manager.refused], [false, true])
  })

  test('sends the signed-out to sign in, and remembers the page that they wanted', () => {
    const { through, gone, returnTo } = met(needs('read records'), undefined, { originalUrl: '/records?service=LIB' })
    assert.deepEqual([through, gone, returnTo], [false, [303, '/sign-in'], '/records?service=LIB'])
  })

  test('remembers no form that was sent, nothing but pages, and no address of another site', () => {
    const remembered = (asked: Partial<Request>) => met(needs('read records'), undefined, asked).returnTo
    assert.equal(remembered({ method: 'POST' }), undefined)
    assert.equal(remembered({ accepts: (() => false) as unknown as Request['accepts'] }), undefined)
    for (const originalUrl of ['//', '//elsewhere.example/', '/\\elsewhere.example'])
      assert.equal(remembered({ originalUrl }), undefined, originalUrl)
  })

  test('says which permission it asks for', () => {
    for (const name of Object.keys(permissions)) assert.equal(needs(name as keyof typeof permissions).permission, name)
    assert.equal(anyone().permission, 'anyone')
    assert.equal(met(anyone(), undefined).through, true)
  })
})

test('who is signed in is known behind a guard, and nobody is an error there', () => {
  const as = (who?: User) => ({ locals: { user: who } }) as unknown as Response
  assert.equal(userOf(as(user('auditor'))).role, 'auditor')
  assert.throws(() => userOf(as()), Forbidden)
  assert.equal(signedIn(as()), undefined)
})
