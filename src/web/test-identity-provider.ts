import { generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** What the provider says of one person beside their id. */
type Person = { email?: string; email_verified?: boolean; name?: string; groups?: string[] }

/** A change to the next ID token, which is signed again afterwards; `signature` false spoils that. */
export type Forgery = { claims?: Record<string, unknown>; signature?: boolean }

const CLIENT = { id: 'muniment', secret: 'the secret of a test client' }

/**
 * A real OpenID provider at a free port of this machine, for one client with one redirect address.
 *
 * `persons` may be changed at any time; whoever types one of their ids into its sign-in page is that person. `forge` changes what
 * the next ID token says. With `later`, claims are not in the ID token but only told on request.
 */
export async function identityProvider(redirectUri: string, { later = false } = {}) {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const persons = new Map<string, Person>()
  const forgeries: Forgery[] = []
  const provider = quietly(
    () => new Provider(issuer, settings(privateKey.export({ format: 'jwk' }), redirectUri, persons, later)),
  )
  provider.use(async (ctx, next) => {
    await next()
    const forgery = ctx.oidc?.route === 'token' ? forgeries.shift() : undefined
    if (forgery) ctx.body = { ...(ctx.body as object), id_token: forged((ctx.body as { id_token: string }).id_token) }

    function forged(token: string): string {
      const [header = '', body = ''] = token.split('.')
      const claims = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), ...forgery?.claims }
      const text = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
      const signature = sign('sha256', Buffer.from(text), privateKey)
      if (forgery?.signature === false) signature.reverse()
      return `${text}.${signature.toString('base64url')}`
    }
  })
  server.on('request', provider.callback())
  return {
    issuer,
    persons,
    forge: (forgery: Forgery) => forgeries.push(forgery),
    env: {
      ...{ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret },
      OIDC_NAME: 'your council account',
    },
    /** Starts it again at the same address after `close`. */
    open: () => new Promise<void>((done) => server.listen(port, '127.0.0.1', done)),
    close: async () => {
      await new Promise((done) => server.close(done).closeAllConnections())
    },
  }
}

function settings(key: JsonWebKey, redirectUri: string, persons: Map<string, Person>, later: boolean) {
  return {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...key, kid: 'one', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['cookies of a test'] },
    claims: { openid: ['sub', 'name', 'email', 'email_verified', 'groups'] },
    scopes: ['openid', 'profile', 'email'],
    conformIdTokenClaims: later,
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    pkce: { required: () => true },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, ...persons.get(accountId) }),
    }),
    // A council's provider asks nobody whether Muniment may know their name.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc
      const grant = new provider.Grant({ accountId: session?.accountId, clientId: client?.clientId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  } satisfies ConstructorParameters<typeof Provider>[1]
}

/** The provider warns on the terminal that its sign-in page takes any password, which is what it is here for. */
function quietly<T>(make: () => T): T {
  const { warn } = console
  console.warn = () => {}
  try {
    return make()
  } finally {
    console.warn = warn
  }
}

/** Goes through the sign-in page of the provider as a browser would, or turns back there, and returns where that leads. */
export async function signInThere(address: string, id: string | null): Promise<string> {
  const cookies = new Map<string, string>()
  const visit = async (to: string, body?: URLSearchParams) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(to, {
      redirect: 'manual',
      headers: { cookie },
      ...(body ? { method: 'POST', body } : {}),
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    return { to: new URL(answer.headers.get('location') ?? to, to).href, text: await answer.text() }
  }
  const asked = await visit(address)
  const page = await visit(asked.to)
  const addressIn = (pattern: RegExp) => pattern.exec(page.text)?.[1] ?? ''
  const answered =
    id === null
      ? await visit(addressIn(/href="([^"]+\/abort)"/))
      : await visit(addressIn(/action="([^"]+)"/), new URLSearchParams({ prompt: 'login', login: id, password: 'any' }))
  return (await visit(answered.to)).to
}
