import { type Request, type Response, Router } from 'express'
import type { Acting } from '../../actions/acting.ts'
import { personFromProvider, recordFailedSignOn } from '../../actions/single-sign-on.ts'
import { stranger } from '../../domain/permission.ts'
import { identityOf } from '../../domain/single-sign-on.ts'
import { anyone, signedIn } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound } from '../errors.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { letIn } from '../sign-in/let-in.ts'
import type { Failure } from './failure.ts'
import { type Asked, identityProvider } from './provider.ts'
import { failurePage, nothingAskedPage, refusalPage } from './view.ts'

declare module 'express-session' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface merges with the library's own
  interface SessionData {
    /** What was asked of the identity provider, while its answer is awaited. */
    askedProvider?: Asked
  }
}

/** Where the provider sends people back to; it must be registered there. */
const CALLBACK = '/single-sign-on/callback'

/** Signing in with the council's identity provider; without one in the settings there are no such pages. */
export function routes(app: App): Router {
  const router = Router()
  const { sso } = app.config
  if (!sso) {
    for (const path of ['/single-sign-on', CALLBACK])
      router.get(path, anyone(), () => {
        throw new NotFound()
      })
    return router
  }
  const provider = identityProvider(sso, new URL(CALLBACK, app.config.baseUrl).href)

  /** What went wrong is told apart by classes of the provider's client, which is not loaded before it is needed. */
  const failed = async (res: Response, error: unknown): Promise<Failure> => {
    const { failureOf } = await import('./failure.ts')
    const { failure, code } = failureOf(error)
    app.log.warn({ failure, code, requestId: res.locals.requestId }, 'single sign-on failed')
    return failure
  }
  const sayFailed = (res: Response, failure: Failure): void =>
    sendPage(res, 'single-sign-on/refusal', failurePage(sso.name, failure), failure === 'declined' ? 403 : 502)

  router.get('/single-sign-on', anyone(), async (req, res) => {
    readQuery({}, req)
    if (signedIn(res)) return res.redirect(303, '/')
    try {
      const { address, asked } = await provider.question()
      req.session.askedProvider = asked
      res.redirect(303, address)
    } catch (error) {
      sayFailed(res, await failed(res, error))
    }
  })

  // The query is the provider's, with whatever it likes to add; what matters of it is checked against what was asked.
  router.get(CALLBACK, anyone(), async (req, res) => {
    const { askedProvider } = req.session
    delete req.session.askedProvider
    if (!askedProvider) return sendPage(res, 'single-sign-on/refusal', nothingAskedPage(sso.name), 400)
    const acting = strangerActing(app, req, res)
    const answer = await provider.answer(queryOf(req), askedProvider).then(
      (claims) => ({ claims }),
      async (error: unknown) => ({ failure: await failed(res, error) }),
    )
    if ('failure' in answer) {
      await recordFailedSignOn(app.db, acting, answer.failure)
      return sayFailed(res, answer.failure)
    }
    const [identity, rolesFrom] = [identityOf(answer.claims, sso), sso.roleClaim ? 'claims' : 'Muniment'] as const
    const person = await personFromProvider(app.db, acting, identity, rolesFrom, app.config)
    if (!person.ok) return sendPage(res, 'single-sign-on/refusal', refusalPage(person.problems), 403)
    res.redirect(303, await letIn(app, req, person.value, 'single sign-on'))
  })

  return router
}

const strangerActing = ({ clock }: App, req: Request, res: Response): Acting => ({
  ...{ who: stranger(), clock, address: req.ip },
  requestId: String(res.locals.requestId ?? ''),
})

const queryOf = ({ originalUrl }: Request): string => originalUrl.split('?').slice(1).join('?')
