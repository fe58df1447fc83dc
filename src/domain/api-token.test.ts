import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { apiTokenDraft, hashOfToken, hintOfToken, isWholeToken, tokenState, tokenText } from './api-token.ts'
import { check } from './problem.ts'

const TODAY = '2026-11-22'
const text = tokenText(Buffer.alloc(32, 7))

describe('the text of a token', () => {
  test('is its start, 32 random bytes and a check, and fits into a header as it is', () => {
    assert.match(text, /^mun_[A-Za-z0-9_-]{49}$/)
    assert.equal(Buffer.from(text.slice(4, 47), 'base64url').equals(Buffer.alloc(32, 7)), true)
    assert.equal(hintOfToken(text), text.slice(-4))
    assert.match(hashOfToken(text), /^[0-9a-f]{64}$/)
  })

  test('is told apart from one that was cut, lengthened or mistyped anywhere', () => {
    assert.ok(isWholeToken(text))
    for (const wrong of ['', 'mun_', text.slice(0, -1), `${text}x`, ` ${text}`, text.toUpperCase(), `${text}\n`])
      assert.ok(!isWholeToken(wrong), JSON.stringify(wrong))
    for (let at = 0; at < text.length; at++) {
      const other = text.at(at) === 'x' ? 'y' : 'x'
      assert.ok(!isWholeToken(text.slice(0, at) + other + text.slice(at + 1)), `mistyped at ${at}`)
    }
    for (let n = 0; n < 50; n++) assert.ok(isWholeToken(tokenText(randomBytes(32))))
  })
})

describe('what a person submits of a token', () => {
  const draft = (expiresOn: unknown, name: unknown = 'Nightly export') =>
    check(apiTokenDraft(TODAY), { name, expiresOn })
  const problem = (checked: ReturnType<typeof draft>) => (checked.ok ? null : checked.problems[0]?.text)

  test('is a name and the last day on which it works, from today to two years on', () => {
    assert.deepEqual(draft('22/11/2027'), { ok: true, value: { name: 'Nightly export', expiresOn: '2027-11-22' } })
    for (const day of [TODAY, '2028-11-22']) assert.ok(draft(day).ok, day)
    assert.equal(problem(draft('2026-11-21')), 'Enter a date that has not passed')
    assert.equal(problem(draft('2028-11-23')), 'Enter a date up to 22 November 2028: a token works for 2 years at most')
  })

  test('needs both, as text', () => {
    assert.equal(problem(draft('')), 'Enter a date, for example 14/06/2027')
    assert.equal(problem(draft('30/02/2027')), 'Enter a date that exists, for example 14/06/2027')
    assert.equal(problem(draft(undefined)), 'Enter a date, for example 14/06/2027')
    for (const name of ['', '  ']) assert.equal(problem(draft(TODAY, name)), 'Enter the name')
    assert.equal(problem(draft(TODAY, 'x'.repeat(101))), 'Shorten the name to 100 characters or fewer')
    assert.ok(!draft(TODAY, ['a', 'b']).ok)
  })
})

test('a token works up to and on the day on which it expires, and says so for 30 days before', () => {
  const state = (expiresOn: string, revokedAt: string | null = null) => tokenState({ expiresOn, revokedAt }, TODAY)
  assert.equal(state('2026-12-23'), 'working')
  assert.equal(state('2026-12-22'), 'expires soon')
  assert.equal(state(TODAY), 'expires soon')
  assert.equal(state('2026-11-21'), 'expired')
  assert.equal(state('2027-11-22', '2026-11-22T10:00:00.000Z'), 'revoked')
})
