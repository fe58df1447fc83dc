import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { failureOf } from './failure.ts'

const error = 'invalid_client'
const error_description = 'AADSTS7000222: The client secret keys of ada@council.example are expired.'

test('no answer in time, or one that is no answer, is a provider out of reach', () => {
  for (const code of [
    'OAUTH_TIMEOUT',
    'OAUTH_RESPONSE_IS_NOT_CONFORM',
    'OAUTH_RESPONSE_IS_NOT_JSON',
    'OAUTH_PARSE_ERROR',
  ])
    assert.deepEqual(failureOf(Object.assign(new ClientError('said otherwise'), { code })), {
      failure: 'unreachable',
      code,
    })
  for (const message of ['fetch failed', 'terminated'])
    assert.equal(failureOf(new TypeError(message, { cause: { code: 'ENOTFOUND' } })).code, 'ENOTFOUND')
})

test('of what the provider says, the log gets the code and the number of Entra ID, and no name', () => {
  const response = new Response()
  assert.deepEqual(failureOf(new ResponseBodyError('refused', { cause: { error, error_description }, response })), {
    failure: 'not proved',
    code: 'invalid_client AADSTS7000222',
  })
  const cause = new URLSearchParams({ error: 'access_denied', error_description: 'ada@council.example may not' })
  assert.deepEqual(failureOf(new AuthorizationResponseError('refused', { cause })), {
    failure: 'declined',
    code: 'access_denied',
  })
})

test('a mistake of ours is thrown on, and not put down to the provider', () => {
  for (const ours of [new TypeError('undefined is not a function'), new Error('the database is gone')])
    assert.throws(() => failureOf(ours), ours)
})
