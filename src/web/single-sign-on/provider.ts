import type { ClientAuth, Configuration } from 'openid-client'
import type { SsoConfig } from '../../config.ts'
import { type Claims, saysEnough } from '../../domain/single-sign-on.ts'

/** What is kept in the session while somebody is away at the provider, so that only the answer to this very question counts. */
export type Asked = { state: string; nonce: string; verifier: string }

/** What a proved ID token says, and the provider's other words on the same person. */
export type ProvedClaims = Claims & { iss: string; sub: string }

/** The identity provider: where to send somebody who wants to sign in, and what its answer proves. */
export type Provider = {
  question: () => Promise<{ address: string; asked: Asked }>
  answer: (query: string, asked: Asked) => Promise<ProvedClaims>
}

const TIMEOUT_SECONDS = 10

/** Loaded with the first question: it takes a start a tenth longer, and most councils do without. */
const client = () => import('openid-client')

/**
 * The provider of the settings. It is looked up when somebody first signs in with it, and again after each failure, so that the
 * server starts without it. Both functions throw what openid-client throws; `failureOf` says what it means.
 */
export function identityProvider(sso: SsoConfig, redirectUri: string): Provider {
  let found: Promise<Configuration> | undefined
  const lookUp = (): Promise<Configuration> => {
    found ??= discovered(sso).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
  return {
    question: async () => {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge, ...random } = await client()
      const verifier = random.randomPKCECodeVerifier()
      const asked = { state: random.randomState(), nonce: random.randomNonce(), verifier }
      const address = buildAuthorizationUrl(await lookUp(), {
        ...{ redirect_uri: redirectUri, scope: sso.scopes, state: asked.state, nonce: asked.nonce },
        ...{ code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      })
      return { address: address.href, asked }
    },
    answer: async (query, asked) => provedBy(await lookUp(), sso, new URL(`?${query}`, redirectUri), asked),
  }
}

/** The signature of each ID token is checked, which the library does only when it is asked to. */
async function discovered(sso: SsoConfig): Promise<Configuration> {
  const { allowInsecureRequests, discovery, enableNonRepudiationChecks } = await client()
  return discovery(new URL(sso.issuer), sso.clientId, undefined, await clientAuth(sso.clientSecret), {
    execute: [enableNonRepudiationChecks, ...(sso.plainHttp ? [allowInsecureRequests] : [])],
    timeout: TIMEOUT_SECONDS,
  })
}

/** The secret travels in the body where the provider takes it there: fewer providers disagree on how it is written. */
async function clientAuth(secret: string): Promise<ClientAuth> {
  const { ClientSecretBasic, ClientSecretPost } = await client()
  const [inBody, inHeader] = [ClientSecretPost(secret), ClientSecretBasic(secret)]
  return (provider, ...rest) =>
    (provider.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? inBody : inHeader)(
      provider,
      ...rest,
    )
}

async function provedBy(
  configuration: Configuration,
  sso: SsoConfig,
  address: URL,
  asked: Asked,
): Promise<ProvedClaims> {
  const { authorizationCodeGrant, fetchUserInfo } = await client()
  const tokens = await authorizationCodeGrant(configuration, address, {
    ...{ expectedState: asked.state, expectedNonce: asked.nonce, pkceCodeVerifier: asked.verifier },
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims) throw new Error('The provider sent no ID token')
  if (saysEnough(claims, sso) || !configuration.serverMetadata().userinfo_endpoint) return claims
  return { ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims }
}
