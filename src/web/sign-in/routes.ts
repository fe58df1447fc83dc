import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { signInAccount } from '../../../db/queries/sign-in-accounts.ts'
import { demonstrationAccounts, userById } from '../../../db/queries/users.ts'
import { countTry, trySucceeded } from '../../actions/attempts.ts'
import { DEMONSTRATION_PASSWORD } from '../../actions/demonstration-accounts.ts'
import { signIn, signOut } from '../../actions/sign-in.ts'
import { type AttemptLimit, signInLimits } from '../../domain/attempt-limit.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, anyone, signedIn } from '../access.ts'
import type { App } from '../app-context.ts'
import { cookieName, cookieRules, deviceOf } from '../cookies.ts'
import { found } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { sessionHash } from '../session-store.ts'
import { actingBefore, passwordProved } from './halfway.ts'
import { signInPage } from './view.ts'

const SignIn = z.object({
  email: z
    .string({ error: 'Enter your e-mail address' })
    .trim()
    .min(1, 'Enter your e-mail address')
    .max(254, 'Enter an e-mail address of 254 characters or fewer'),
  password: z
    .string({ error: 'Enter your password' })
    .min(1, 'Enter your password')
    .max(1000, 'Enter a password of 1,000 characters or fewer'),
})

/** Signing in by password, and out. */
export function routes(app: App): Router {
  const router = Router()

  const page = async (req: Request, res: Response, email: string, problems: Problem[], status = 200) => {
    const accounts = app.config.production ? [] : await demonstrationAccounts(app.db)
    const isKept = req.session.keptForm !== undefined
    const view = signInPage(email, problems, accounts, DEMONSTRATION_PASSWORD, app.config.sso?.name, isKept)
    sendPage(res, 'sign-in/form', view, status)
  }

  router.get('/sign-in', anyone(), async (req, res) => {
    readQuery({}, req)
    if (signedIn(res)) return res.redirect(303, '/')
    await page(req, res, '', [])
  })

  router.post('/sign-in', anyone(), async (req, res) => {
    const answers = check(SignIn, formBody(req))
    const email = String(formBody(req).email ?? '').slice(0, 254)
    if (!answers.ok) return page(req, res, email, answers.problems, 422)
    const limits = await limitsOf(app, req, answers.value.email)
    await countTry(app, limits)
    const outcome = await signIn(app.db, actingBefore(app, req), answers.value.email, answers.value.password)
    if (!outcome.ok) return page(req, res, email, outcome.problems, 422)
    await trySucceeded(app, limits)
    const user = found(await userById(app.db, outcome.value), 'account')
    res.redirect(303, await passwordProved(app, req, user))
  })

  router.post('/sign-out', anyone(), async (req, res) => {
    const user = signedIn(res)
    if (user) await signOut(app.db, { ...actingOf(app, req, res), who: user }, sessionHash(req.sessionID))
    await new Promise<void>((ended, fail) => req.session.destroy((error) => (error ? fail(error) : ended())))
    res.clearCookie(cookieName(app.config, 'muniment'), cookieRules(app.config)).redirect(303, '/sign-in')
  })

  return router
}

/** A browser counts by itself only for the account that was signed in there. */
async function limitsOf(app: App, req: Request, email: string): Promise<AttemptLimit[]> {
  const device = deviceOf(app, req)
  const account = device && (await signInAccount(app.db, email))
  const mark = device && device.userId === account?.id ? device.mark : null
  return signInLimits({ email, address: req.ip ?? '', device: mark })
}
