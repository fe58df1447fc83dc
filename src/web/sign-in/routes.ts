import { type Response, Router } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { z } from 'zod'
import { demonstrationAccounts, userById } from '../../../db/queries/users.ts'
import { DEMONSTRATION_PASSWORD } from '../../actions/demonstration-accounts.ts'
import { signIn } from '../../actions/sign-in.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { anyone, signedIn } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { letIn } from './let-in.ts'
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

/** Signing in and out. */
export function routes(app: App): Router {
  const router = Router()
  const attempts = new RateLimiterMemory({ points: 10, duration: 15 * 60 })

  const page = async (res: Response, email: string, problems: Problem[], status = 200) =>
    sendPage(
      res,
      'sign-in/form',
      signInPage(
        email,
        problems,
        app.config.production ? [] : await demonstrationAccounts(app.db),
        DEMONSTRATION_PASSWORD,
        app.config.sso?.name,
      ),
      status,
    )

  router.get('/sign-in', anyone(), async (req, res) => {
    readQuery({}, req)
    if (signedIn(res)) return res.redirect(303, '/')
    await page(res, '', [])
  })

  router.post('/sign-in', anyone(), async (req, res) => {
    const answers = check(SignIn, req.body)
    const email = String(req.body?.email ?? '').slice(0, 254)
    if (!answers.ok) return page(res, email, answers.problems, 422)
    const key = `${req.ip}|${answers.value.email.toLowerCase()}`
    await countAttempt(attempts, key)
    const outcome = await signIn(app.db, answers.value.email, answers.value.password)
    if (!outcome.ok) return page(res, email, outcome.problems, 422)
    await attempts.delete(key)
    const user = found(await userById(app.db, outcome.value), 'account')
    res.redirect(303, await letIn(app, req, user, 'password'))
  })

  router.post('/sign-out', anyone(), (req, res, next) => {
    req.session.destroy((error) => (error ? next(error) : res.clearCookie('muniment').redirect(303, '/sign-in')))
  })

  return router
}

async function countAttempt(attempts: RateLimiterMemory, key: string): Promise<void> {
  try {
    await attempts.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw new PageError(
      429,
      `There were too many attempts to sign in to this account from here. Try again in ${Math.ceil(error.msBeforeNext / 60_000)} minutes.`,
    )
  }
}
