import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AccountDraft, accountMatches, accountState, FirstAdministrator } from './account.ts'
import { check } from './problem.ts'

const person = { name: 'Ines Marlow', email: 'ines@council.example', role: 'manager', services: 'LIB' }
const problemsOf = (change: object): string[] => {
  const result = check(AccountDraft, { ...person, ...change })
  return result.ok ? [] : result.problems.map(({ field, text }) => `${field}: ${text}`)
}

describe('the draft of an account', () => {
  test('has a name on one line, an address, a role and the services of a manager', () => {
    assert.deepEqual(check(AccountDraft, { ...person, name: ' Ines Marlow ', password: 'x', passwordHash: 'x' }), {
      ok: true,
      value: { ...person, services: ['LIB'] },
    })
    assert.deepEqual(problemsOf({ services: ['LIB', 'MUS'] }), [])
    assert.deepEqual(problemsOf({ services: undefined }), [])
  })

  test('is refused by the field that is wrong, with what to do', () => {
    assert.deepEqual(problemsOf({ name: 'Ines\nMarlow' }), ['name: Enter the name on one line, without tabs'])
    assert.deepEqual(problemsOf({ name: '' }), ['name: Enter the name'])
    assert.deepEqual(problemsOf({ role: 'owner' }), ['role: Choose a role'])
    assert.deepEqual(problemsOf({ role: 'auditor' }), [
      'services: Only a service manager answers for services: choose that role, or untick the services',
    ])
    for (const email of [
      'ines',
      'ines@',
      '@x',
      'a b@c.example',
      'a@b.example, c@d.example',
      '<a@b.example>',
      'a@b\n@c',
    ])
      assert.deepEqual(problemsOf({ email }), ['email: Enter an e-mail address such as name@council.example'], email)
  })
})

test('the first administrator chooses no role, and their password stays as it was typed', () => {
  const result = check(FirstAdministrator, {
    code: ' AB ',
    name: 'A',
    email: 'a@b.example',
    password: ' x ',
    role: 'x',
  })
  assert.deepEqual(result.ok && result.value, { code: 'AB', name: 'A', email: 'a@b.example', password: ' x ' })
})

describe('an account', () => {
  const facts = { suspendedAt: null, hasPassword: false, usesSingleSignOn: false }

  test('is invited until there is a way to sign in, and suspended whatever else it is', () => {
    assert.equal(accountState(facts), 'invited')
    assert.equal(accountState({ ...facts, hasPassword: true }), 'active')
    assert.equal(accountState({ ...facts, usesSingleSignOn: true }), 'active')
    assert.equal(accountState({ ...facts, hasPassword: true, suspendedAt: '2026-11-22T12:00:00.000Z' }), 'suspended')
  })

  test('is found by a part of its name or address in any case, and by every filter that is set', () => {
    const account = { ...facts, ...person, role: 'manager' as const, services: [{ code: 'LIB' }] }
    for (const filters of [
      {},
      { q: 'MARL' },
      { q: 'council.ex' },
      { role: 'manager' },
      { service: 'LIB' },
      { state: 'invited' },
    ])
      assert.ok(accountMatches(account, filters as Parameters<typeof accountMatches>[1]), JSON.stringify(filters))
    for (const filters of [
      { q: 'x@' },
      { role: 'auditor' },
      { service: 'MUS' },
      { state: 'active' },
      { q: 'ines', state: 'suspended' },
    ])
      assert.ok(!accountMatches(account, filters as Parameters<typeof accountMatches>[1]), JSON.stringify(filters))
  })
})
