import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { networkOf, signInLimits } from './attempt-limit.ts'

describe('a place', () => {
  test('is an IPv4 address, however it is written', () => {
    assert.equal(networkOf('192.0.2.7'), '192.0.2.7')
    assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7')
  })

  test('is the /64 of an IPv6 address, whichever of its addresses is used and however that is written', () => {
    const same = [
      '2001:db8:0:7::1',
      '2001:DB8::7:a:b:c:d',
      '2001:0db8:0000:0007:ffff:ffff:ffff:ffff',
      '2001:db8:0:7::%eth0',
    ]
    for (const address of same) assert.equal(networkOf(address), '2001:db8:0:7::/64', address)
    assert.notEqual(networkOf('2001:db8:0:8::1'), networkOf('2001:db8:0:7::1'))
    assert.equal(networkOf('::1'), '0:0:0:0::/64')
    assert.equal(networkOf('64:ff9b::192.0.2.1'), '64:ff9b:0:0::/64')
  })
})

describe('the limits on signing in', () => {
  const keys = (device: string | null, email = 'Ada@Example.org ') =>
    signInLimits({ email, address: '192.0.2.7', device }).map(({ key, most, seconds }) => [key, most, seconds])

  test('are of account and place, of the place, and of the account', () => {
    assert.deepEqual(keys(null), [
      ['account and place ada@example.org 192.0.2.7', 10, 900],
      ['place 192.0.2.7', 50, 900],
      ['account ada@example.org', 100, 3600],
    ])
  })

  test('are of the browser alone where the account was signed in before', () => {
    assert.deepEqual(keys('mark'), [['device mark', 10, 900]])
  })
})
