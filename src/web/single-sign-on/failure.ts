import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'

/**
 * Why signing in with the provider came to nothing. `unreachable`: it did not answer, or not in order; `declined`: it let nobody
 * in, or the person turned back; `not proved`: its answer did not pass the checks.
 */
export type Failure = 'unreachable' | 'declined' | 'not proved'

const NO_ANSWER = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
])
/** What fetch says of a connection that was refused, or that ended in the middle. */
const BROKEN_OFF = new Set(['fetch failed', 'terminated'])
const BUSY = new Set(['server_error', 'temporarily_unavailable'])

/** What an error of the provider's client means, with a code for the log: never the provider's own sentence, which may name people. */
export function failureOf(error: unknown): { failure: Failure; code: string } {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const declined = error instanceof AuthorizationResponseError ? 'declined' : 'not proved'
    return { failure: BUSY.has(error.error) ? 'unreachable' : declined, code: codeIn(error) }
  }
  if (error instanceof ClientError)
    return {
      failure: NO_ANSWER.has(error.code ?? '') ? 'unreachable' : 'not proved',
      code: error.code ?? error.message,
    }
  if (error instanceof WWWAuthenticateChallengeError) return { failure: 'not proved', code: error.code }
  if (error instanceof TypeError && BROKEN_OFF.has(error.message))
    return { failure: 'unreachable', code: reasonOf(error) }
  if (error instanceof TypeError && 'code' in error) return { failure: 'not proved', code: String(error.code) }
  throw error
}

/** Entra ID puts the number by which its manual explains an error into the sentence. */
const codeIn = ({ error, error_description: sentence = '' }: { error: string; error_description?: string }): string =>
  [error, /\bAADSTS\d+/.exec(sentence)?.[0]].filter(Boolean).join(' ')

const reasonOf = ({ cause, message }: Error): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : message
