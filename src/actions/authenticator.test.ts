import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addSeconds } from '../domain/calendar.ts'
import { newSecret, setUpAddress, stepOf } from './authenticator.ts'

/** The secret and the first instants of RFC 6238, appendix B, with their codes cut to six digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const published = [
  ['1970-01-01T00:00:59.000Z', '287082', 1],
  ['2005-03-18T01:58:29.000Z', '081804', 37037036],
  ['2009-02-13T23:31:30.000Z', '005924', 41152263],
  ['2033-05-18T03:33:20.000Z', '279037', 66666666],
] as const

describe('a code', () => {
  test('is that of RFC 6238, and belongs to one step of 30 seconds', () => {
    for (const [at, code, step] of published) assert.equal(stepOf(SECRET, code, at), step)
  })

  test('is taken one step too early or too late, and not two', () => {
    const [at, code, step] = published[1]
    for (const [skew, taken] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const)
      assert.equal(stepOf(SECRET, code, addSeconds(at, skew * 30)), taken ? step : null, `a clock ${skew} steps off`)
  })

  test('of another length, with letters or with spaces is none', () => {
    const at = published[0][0]
    for (const code of ['', '28708', '2870822', '28708a', '287 082', '٢٨٧٠٨٢', '-87082'])
      assert.equal(stepOf(SECRET, code, at), null, code)
  })
})

test('each secret is new, has 160 bits, and is given to the app under the product’s name', () => {
  const [one, other] = [newSecret(), newSecret()]
  assert.match(one, /^[A-Z2-7]{32}$/)
  assert.notEqual(one, other)
  const address = new URL(setUpAddress(one, 'a+b@example.org'))
  assert.equal(address.protocol, 'otpauth:')
  const { issuer, secret, period, digits, algorithm } = Object.fromEntries(address.searchParams)
  assert.deepEqual([issuer, secret, period, digits, algorithm], ['Muniment', one, '30', '6', 'SHA1'])
})
