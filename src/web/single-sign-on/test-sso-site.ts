import type { Logger } from 'pino'
import { identityProvider, signInThere } from '../test-identity-provider.ts'
import { testSite } from '../test-site.ts'

const SITE = 'http://muniment.test'

/** The test site with an identity provider of its own, and what it takes to sign in there. */
export async function ssoSite(env: Record<string, string> = {}, options: { later?: boolean; log?: Logger } = {}) {
  const provider = await identityProvider(`${SITE}/single-sign-on/callback`, options)
  const site = await testSite(
    {},
    {
      env: { BASE_URL: SITE, ...provider.env, ...env },
      ...(options.log ? { log: options.log } : {}),
    },
  )
  type Visitor = ReturnType<typeof site.visitor>

  /** Where the provider sends the visitor back to, as an address of the site. */
  const comesBack = async (visitor: Visitor, id: string | null): Promise<string> => {
    const start = await visitor.get('/single-sign-on')
    const back = await signInThere(start.headers.get('location') ?? '', id)
    return back.replace(SITE, '')
  }
  return {
    ...site,
    provider,
    comesBack,
    signInThere: async (visitor: Visitor, id: string | null) => visitor.get(await comesBack(visitor, id)),
    close: async () => {
      await site.close()
      await provider.close()
    },
  }
}
