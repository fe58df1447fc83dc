import type { Role } from './permission.ts'

/** What an identity provider says of somebody who signed in there, by the name of each claim. */
export type Claims = Readonly<Record<string, unknown>>

/** How the claims of a provider are read; see the settings of single sign-on. */
export type ClaimRules = { issuer: string; roleClaim: string | undefined; roles: ReadonlyMap<string, Role> }

/**
 * Who somebody is, as far as the provider's word is taken. `subject`: the provider and its own unchanging id of the person.
 *
 * `email` null: it named none, or says that none is proved. `role` null: no claim gives one, or roles are assigned here.
 */
export type Identity = { subject: string; email: string | null; name: string; role: Role | null }

const EMAIL = /^[^\s@#<>",;:\\]+@[^\s@#<>",;:\\]+$/
const LONGEST_EMAIL = 254
const LONGEST_NAME = 100

/** Reads the claims of an ID token that has passed its checks. */
export function identityOf(claims: Claims & { iss: string; sub: string }, rules: ClaimRules): Identity {
  const email = emailOf(claims, rules.issuer)
  return {
    subject: `${claims.iss} ${claims.sub}`,
    email,
    name: nameOf(claims) || (email ?? ''),
    role: roleOf(claims, rules),
  }
}

/** True when the ID token is all that the provider tells: asking it for more would give nothing new. */
export const saysEnough = (claims: Claims, rules: ClaimRules): boolean =>
  isEntra(rules.issuer) ||
  (claims.email !== undefined && (rules.roleClaim === undefined || claims[rules.roleClaim] !== undefined))

/** `xms_edov` is Entra's word for whether the owner of the e-mail address's domain is known. */
function emailOf(claims: Claims, issuer: string): string | null {
  if (isNo(claims.email_verified) || isNo(claims.xms_edov)) return null
  const email = textOf(claims.email) || (isEntra(issuer) ? textOf(claims.preferred_username) : '')
  return EMAIL.test(email) && email.length <= LONGEST_EMAIL ? email : null
}

/** Entra ID names people by an address that only the tenant gives out, in a claim that other providers let people edit. */
const isEntra = (issuer: string): boolean => /^https:\/\/login\.microsoftonline\.[a-z]+\//i.test(issuer)

const isNo = (claim: unknown): boolean => claim === false || claim === 0 || claim === 'false' || claim === '0'

const nameOf = (claims: Claims): string =>
  (textOf(claims.name) || `${textOf(claims.given_name)} ${textOf(claims.family_name)}`)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)

/** The role of the first value, in the order of the settings, that the claim has. */
function roleOf(claims: Claims, { roleClaim, roles }: ClaimRules): Role | null {
  if (roleClaim === undefined) return null
  const values = [claims[roleClaim]].flat()
  for (const [value, role] of roles) if (values.includes(value)) return role
  return null
}

const textOf = (claim: unknown): string => (typeof claim === 'string' ? claim.trim() : '')
