import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ClaimRules, identityOf, saysEnough } from './single-sign-on.ts'

const rules: ClaimRules = {
  issuer: 'https://login.example.gov.uk',
  roleClaim: 'groups',
  roles: new Map([
    ['Information governance', 'governance'],
    ['Audit', 'auditor'],
  ]),
}
const entra: ClaimRules = { ...rules, issuer: 'https://login.microsoftonline.com/7b9c/v2.0' }
const whose = { iss: 'https://login.example.gov.uk', sub: 'a-1' }
const ada = { ...whose, email: 'ada@council.example', name: 'Ada Byron' }

const emailIn = (claims: object, by = rules): string | null => identityOf({ ...whose, ...claims }, by).email

describe('who somebody is', () => {
  test('is the provider with its own id of them, and what else it says', () => {
    assert.deepEqual(identityOf({ ...ada, groups: ['Audit'] }, rules), {
      subject: 'https://login.example.gov.uk a-1',
      email: 'ada@council.example',
      name: 'Ada Byron',
      role: 'auditor',
    })
  })

  test('an e-mail address is taken unless the provider says that it is not proved', () => {
    const { email } = ada
    assert.equal(emailIn({ email }), email)
    assert.equal(emailIn({ email, email_verified: true, xms_edov: '1' }), email)
    for (const unproved of [{ email_verified: false }, { email_verified: 'false' }, { xms_edov: 0 }, { xms_edov: '0' }])
      assert.equal(emailIn({ email, ...unproved }), null, JSON.stringify(unproved))
  })

  test('what is no e-mail address is none', () => {
    for (const email of [
      '',
      'ada',
      'a b@council.example',
      'a@b@c',
      7,
      ['ada@council.example'],
      `${'x'.repeat(254)}@c.uk`,
    ])
      assert.equal(emailIn({ email }), null, String(email))
  })

  test('the user name stands in for it with Entra ID alone, and not that of a guest', () => {
    const preferred_username = 'ada@council.example'
    assert.equal(emailIn({ preferred_username }), null)
    assert.equal(emailIn({ preferred_username }, entra), 'ada@council.example')
    assert.equal(emailIn({ preferred_username: 'ada_gmail.com#EXT#@council.example' }, entra), null)
  })

  test('a name is put together from its parts, and is the e-mail address when there is none', () => {
    const nameIn = (claims: object) => identityOf({ ...whose, ...claims }, rules).name
    assert.equal(nameIn({ given_name: 'Ada', family_name: 'Byron' }), 'Ada Byron')
    assert.equal(nameIn({ name: ' Ada\u0000\n Byron ' }), 'Ada Byron')
    assert.equal(nameIn({ email: 'ada@council.example' }), 'ada@council.example')
    assert.equal(nameIn({ name: 'x'.repeat(300) }).length, 100)
  })

  test('the role is that of the first value in the order of the settings, and none without one', () => {
    const roleIn = (groups: unknown, by = rules) => identityOf({ ...ada, groups }, by).role
    assert.equal(roleIn(['Audit', 'Information governance']), 'governance')
    assert.equal(roleIn('Audit'), 'auditor')
    for (const groups of [undefined, [], 'audit', 'Audit and more', [['Audit']], { Audit: true }])
      assert.equal(roleIn(groups), null, JSON.stringify(groups))
    assert.equal(roleIn(['Audit'], { ...rules, roleClaim: undefined }), null)
  })
})

test('the provider is asked for more only when the ID token lacks what is needed, and Entra ID never', () => {
  assert.equal(saysEnough({ ...ada, groups: [] }, rules), true)
  assert.equal(saysEnough(ada, rules), false)
  assert.equal(saysEnough(ada, { ...rules, roleClaim: undefined }), true)
  assert.equal(saysEnough({ ...whose, groups: [] }, rules), false)
  assert.equal(saysEnough(whose, entra), true)
})
