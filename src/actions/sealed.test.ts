import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seal, unseal } from './sealed.ts'

const key = { recordHashKey: 'a key of thirty-two characters !!' }

test('what is sealed is read with the same key for the same person, and looks different each time', () => {
  const [one, other] = [seal(key, 'user 1', 'SECRET'), seal(key, 'user 1', 'SECRET')]
  assert.notEqual(one, other)
  assert.doesNotMatch(one, /SECRET/)
  for (const sealed of [one, other]) assert.equal(unseal(key, 'user 1', sealed), 'SECRET')
})

test('with another key, for another person, or with any character altered it is unreadable', () => {
  const sealed = seal(key, 'user 1', 'SECRET')
  assert.equal(unseal({ recordHashKey: 'another key of thirty-two chars !' }, 'user 1', sealed), null)
  assert.equal(unseal(key, 'user 2', sealed), null)
  for (let at = 3; at < sealed.length - 1; at++) {
    const altered = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    assert.equal(unseal(key, 'user 1', altered), null, `character ${at}`)
  }
  for (const none of ['', 'v1.', 'v1.AAAA', 'SECRET', `v2${sealed.slice(2)}`])
    assert.equal(unseal(key, 'user 1', none), null)
})
