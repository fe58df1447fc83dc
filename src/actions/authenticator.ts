import { Secret, TOTP } from 'otpauth'
import type { Instant } from '../domain/calendar.ts'

const SECRET_BYTES = 20
const ISSUER = 'Muniment'
const STEP_SECONDS = 30
const STEPS_OF_SKEW = 1
/** What every authenticator app can do, and what many do whatever they are told. */
const rules = { algorithm: 'SHA1', digits: 6, period: STEP_SECONDS } as const

/** A new secret for an authenticator app, in base32. */
export const newSecret = (): string => new Secret({ size: SECRET_BYTES }).base32

/** The address that an authenticator app reads from the picture. */
export const setUpAddress = (secret: string, email: string): string =>
  new TOTP({ ...rules, issuer: ISSUER, label: email, secret }).toString()

/** The step of 30 seconds to which a code of the secret belongs, or null; a clock may be wrong by one step either way. */
export function stepOf(secret: string, code: string, at: Instant): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const timestamp = Date.parse(at)
  const checked = { ...rules, secret: Secret.fromBase32(secret), token: code, timestamp, window: STEPS_OF_SKEW }
  const delta = TOTP.validate(checked)
  return delta === null ? null : TOTP.counter({ period: STEP_SECONDS, timestamp }) + delta
}
