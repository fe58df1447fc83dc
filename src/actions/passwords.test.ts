import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { test } from 'node:test'
import { hashPassword, passwordMatches } from './passwords.ts'

test('a password gives its own hash and no other one does', async () => {
  const stored = await hashPassword('correct horse battery staple')
  assert.equal(await passwordMatches('correct horse battery staple', stored), true)
  for (const other of ['correct horse battery stapl', 'Correct horse battery staple', '', `${'x'.repeat(1000)}`])
    assert.equal(await passwordMatches(other, stored), false)
})

test('it is argon2id with 19 MiB and two passes, and never the same twice', async () => {
  const [first, second] = await Promise.all([hashPassword('the same'), hashPassword('the same')])
  assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(first, second)
  assert.doesNotMatch(first, /the same/)
})

test('a letter with an accent is one letter, however the keyboard sends it', async () => {
  const stored = await hashPassword('café')
  assert.equal(await passwordMatches('cafe\u0301', stored), true)
  assert.equal(await passwordMatches('cafe', stored), false)
})

test('a hash of another cost still matches, so that the cost may be raised', async () => {
  const nonce = Buffer.from('a salt of 16 byt')
  const hash = argon2Sync('argon2id', {
    message: 'anything',
    nonce,
    memory: 64,
    passes: 3,
    parallelism: 1,
    tagLength: 32,
  })
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  const stored = `$argon2id$v=19$m=64,t=3,p=1$${text(nonce)}$${text(hash)}`
  assert.equal(await passwordMatches('anything', stored), true)
  assert.equal(await passwordMatches('something', stored), false)
})

test('what is no hash matches no password', async () => {
  for (const stored of [
    '',
    'none',
    'plain',
    '$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA',
    '$2b$10$abcdefghijklmnopqrstuv',
  ])
    assert.equal(await passwordMatches(stored, stored), false)
})
