import { type Request, type Response, Router } from 'express'
import { ownPasswordProblem } from '../../actions/own-password.ts'
import {
  confirmSecondFactor,
  remakeRecoveryCodes,
  removeOwnSecondFactor,
  secondFactorState,
} from '../../actions/second-factor.ts'
import type { Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { sessionHash } from '../session-store.ts'
import { secretBeingSetUp } from './new-secret.ts'
import { newFactorPage, recoveryCodesPage, secondFactorPage } from './view.ts'

const PAGE = '/account/second-factor'

/** A person's own authenticator app: setting it up, its recovery codes, and removing it. Each asks for the password again. */
export function routes(app: App): Router {
  const router = Router()
  const own = () => needs('use one’s own account')

  const show = async (res: Response, problems: Problem[], status = 200) => {
    const state = await secondFactorState(app.db, userOf(res))
    sendPage(res, 'second-factor/show', secondFactorPage(state, app.config.sso?.name ?? null, problems), status)
  }
  const setUp = (req: Request, res: Response, problems: Problem[], status = 200) => {
    const secret = secretBeingSetUp(app, req, userOf(res))
    const page = newFactorPage(secret, { action: `${PAGE}/new`, mustBefore: false }, problems)
    sendPage(res, 'second-factor/new', page, status)
  }
  const passwordProblem = (req: Request, res: Response, field: string) =>
    ownPasswordProblem(app.db, actingOf(app, req, res), app.config, { field, password: formBody(req)[field] })

  router.get(PAGE, own(), async (req, res) => {
    readQuery({}, req)
    await show(res, [])
  })

  router.get(`${PAGE}/new`, own(), async (req, res) => {
    readQuery({}, req)
    const { since, hasPassword } = await secondFactorState(app.db, userOf(res))
    if (since !== null || !hasPassword) return res.redirect(303, PAGE)
    setUp(req, res, [])
  })

  router.post(`${PAGE}/new`, own(), async (req, res) => {
    const code = String(formBody(req).code ?? '').replace(/\s/g, '')
    const wrong = await passwordProblem(req, res, 'password')
    const missing = code === '' ? [{ field: 'code', text: 'Enter the code that the app now shows' }] : []
    if (wrong || missing.length > 0) return setUp(req, res, [...missing, ...(wrong ? [wrong] : [])], 422)
    const { sealed } = secretBeingSetUp(app, req, userOf(res))
    const proof = { sealed, code, session: sessionHash(req.sessionID) }
    const confirmed = await confirmSecondFactor(app.db, actingOf(app, req, res), app.config, proof)
    if (!confirmed.ok) return setUp(req, res, confirmed.problems, 422)
    delete req.session.newSecret
    sendPage(res, 'second-factor/recovery-codes', recoveryCodesPage(confirmed.value, PAGE))
  })

  router.post(`${PAGE}/recovery-codes`, own(), async (req, res) => {
    const wrong = await passwordProblem(req, res, 'remakePassword')
    if (wrong) return show(res, [wrong], 422)
    const made = await remakeRecoveryCodes(app.db, actingOf(app, req, res), app.config)
    if (!made.ok) return show(res, made.problems, 422)
    sendPage(res, 'second-factor/recovery-codes', recoveryCodesPage(made.value, PAGE))
  })

  router.post(`${PAGE}/removal`, own(), async (req, res) => {
    const wrong = await passwordProblem(req, res, 'removalPassword')
    if (wrong) return show(res, [wrong], 422)
    const session = sessionHash(req.sessionID)
    const removed = await removeOwnSecondFactor(app.db, actingOf(app, req, res), app.config, session)
    if (!removed.ok) return show(res, removed.problems, 422)
    req.session.flash = 'The authenticator app has been removed from your account.'
    res.redirect(303, PAGE)
  })

  return router
}
