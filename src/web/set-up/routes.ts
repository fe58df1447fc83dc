import { Router } from 'express'
import { anyAccount } from '../../../db/queries/accounts.ts'
import { countTry } from '../../actions/attempts.ts'
import { setUp } from '../../actions/set-up.ts'
import { FirstAdministrator } from '../../domain/account.ts'
import { setUpLimit } from '../../domain/attempt-limit.ts'
import { check } from '../../domain/problem.ts'
import { anyone, byOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { letIn } from '../sign-in/let-in.ts'
import { SET_UP } from './first.ts'
import { setUpPage } from './view.ts'

/** The first start: while nobody has an account, whoever has the code from the log makes the first one. Afterwards there is no such page. */
export function routes(app: App): Router {
  const router = Router()

  router.get(SET_UP, anyone(), async (req, res) => {
    if (await anyAccount(app.db)) throw new NotFound()
    readQuery({}, req)
    sendPage(res, 'set-up/form', setUpPage({}, []))
  })

  router.post(SET_UP, anyone(), async (req, res) => {
    if (await anyAccount(app.db)) throw new NotFound()
    const answers = check(FirstAdministrator, formBody(req))
    if (!answers.ok) return sendPage(res, 'set-up/form', setUpPage(formBody(req), answers.problems), 422)
    await countTry(app, [setUpLimit(req.ip ?? '')])
    const done = await setUp(app.db, byOf(app, req, res), answers.value)
    if (!done.ok) return sendPage(res, 'set-up/form', setUpPage(formBody(req), done.problems), 422)
    await letIn(app, req, done.value, 'the set-up code')
    req.session.flash = 'Muniment is set up. Next, add the people who will use it.'
    res.redirect(303, '/users')
  })

  return router
}
