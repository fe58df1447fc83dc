import { type Request, type Response, Router } from 'express'
import { confirmSecondFactor } from '../../actions/second-factor.ts'
import { type SecondProof, takeSecondStep } from '../../actions/second-step.ts'
import type { User } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import { anyone } from '../access.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { secretBeingSetUp } from '../second-factor/new-secret.ts'
import { newFactorPage, recoveryCodesPage } from '../second-factor/view.ts'
import { codePage } from './code-view.ts'
import { actingBefore, halfwayPerson, steps } from './halfway.ts'
import { letIn } from './let-in.ts'

const RECOVERY = '/sign-in/recovery-code'

/** The second step of signing in by password: a code, a recovery code, or the setting up of the app that a role must have. */
export function codeRoutes(app: App): Router {
  const router = Router()

  const ask = (path: string, by: SecondProof['by'], proof: string): void => {
    const page = (res: Response, problems: Problem[], status = 200) =>
      sendPage(res, 'sign-in/code', codePage(path, by, problems), status)

    router.get(path, anyone(), async (req, res) => {
      readQuery({}, req)
      if (!(await halfwayPerson(app, req, 'code'))) return res.redirect(303, '/sign-in')
      page(res, [])
    })

    router.post(path, anyone(), async (req, res) => {
      const person = await halfwayPerson(app, req, 'code')
      if (!person) return res.redirect(303, '/sign-in')
      const text = String(formBody(req).code ?? '').slice(0, 100)
      if (text.trim() === '') return page(res, [{ field: 'code', text: `Enter ${proof}` }], 422)
      const taken = await takeSecondStep(app.db, actingBefore(app, req), app.config, person, { by, text })
      if (!taken.ok) return page(res, taken.problems, 422)
      res.redirect(303, await letIn(app, req, person, `password and ${by}`))
    })
  }

  ask(steps.code, 'code', 'the code that your authenticator app shows')
  ask(RECOVERY, 'recovery code', 'one of your recovery codes')

  const setUp = (req: Request, res: Response, person: User, problems: Problem[], status = 200) =>
    sendPage(
      res,
      'second-factor/new',
      newFactorPage(secretBeingSetUp(app, req, person), { action: steps['set-up'], mustBefore: true }, problems),
      status,
    )

  router.get(steps['set-up'], anyone(), async (req, res) => {
    readQuery({}, req)
    const person = await halfwayPerson(app, req, 'set-up')
    if (!person) return res.redirect(303, '/sign-in')
    setUp(req, res, person, [])
  })

  router.post(steps['set-up'], anyone(), async (req, res) => {
    const person = await halfwayPerson(app, req, 'set-up')
    if (!person) return res.redirect(303, '/sign-in')
    const { sealed } = secretBeingSetUp(app, req, person)
    const code = String(formBody(req).code ?? '').replace(/\s/g, '')
    const proof = { sealed, code, session: '' }
    const confirmed = await confirmSecondFactor(app.db, actingBefore(app, req, person), app.config, proof)
    if (!confirmed.ok) return setUp(req, res, person, confirmed.problems, 422)
    const onward = await letIn(app, req, person, 'password and code')
    res.locals.user = person
    sendPage(res, 'second-factor/recovery-codes', recoveryCodesPage(confirmed.value, onward))
  })

  return router
}
