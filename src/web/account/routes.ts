import { type Request, type Response, Router } from 'express'
import { accountById, takesOptionalMail } from '../../../db/queries/accounts.ts'
import { deputyList } from '../../../db/queries/deputies.ts'
import { sessionsOf } from '../../../db/queries/user-sessions.ts'
import { countTry, trySucceeded } from '../../actions/attempts.ts'
import { changeOwnPassword, chooseOptionalMail, endOwnSessions } from '../../actions/own-account.ts'
import { passwordLimit } from '../../domain/attempt-limit.ts'
import type { Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { formBody } from '../form.ts'
import { keptFormLink } from '../kept-form/view.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { sessionHash } from '../session-store.ts'
import { renewed } from '../sign-in/let-in.ts'
import { accountPage, passwordPage } from './view.ts'

const PAGE = '/account'

/** One's own account. */
export function routes(app: App): Router {
  const router = Router()

  const page = async (req: Request, res: Response, problems: Problem[], status = 200) => {
    const { id } = userOf(res)
    const facts = {
      account: found(await accountById(app.db, id), 'account'),
      sessions: await sessionsOf(app.db, id, app.clock.now()),
      current: sessionHash(req.sessionID),
      deputies: await deputyList(app.db, { person: id, notOverOn: app.clock.today(), reach: null }),
      today: app.clock.today(),
      optionalMail: app.config.mail ? await takesOptionalMail(app.db, id) : null,
      problems,
    }
    sendPage(res, 'account/show', { ...accountPage(facts), keptForm: keptFormLink(req.session.keptForm) }, status)
  }

  router.get(PAGE, needs('use one’s own account'), async (req, res) => {
    readQuery({}, req)
    await page(req, res, [])
  })

  router.get(`${PAGE}/password`, needs('use one’s own account'), (req, res) => {
    readQuery({}, req)
    sendPage(res, 'account/password', passwordPage(userOf(res).email, []))
  })

  router.post(`${PAGE}/password`, needs('use one’s own account'), async (req, res) => {
    const limits = [passwordLimit(userOf(res).id)]
    await countTry(app, limits)
    const answers = { current: textOf(req, 'current'), password: textOf(req, 'password') }
    const changed = await changeOwnPassword(app.db, actingOf(app, req, res), answers, app.config)
    if (!changed.ok) return sendPage(res, 'account/password', passwordPage(userOf(res).email, changed.problems), 422)
    await trySucceeded(app, limits)
    const { userId, address, browser, keptForm } = req.session
    await renewed(req)
    Object.assign(req.session, { userId, address, browser, ...(keptForm && { keptForm }) })
    req.session.flash = 'Your password has been changed. You are signed out everywhere else.'
    res.redirect(303, PAGE)
  })

  router.post(`${PAGE}/session-endings`, needs('use one’s own account'), async (req, res) => {
    const answer = textOf(req, 'session')
    const which = answer === 'others' ? answer : Number(/^\d{1,15}$/.test(answer) ? answer : 0)
    const ended = await endOwnSessions(app.db, actingOf(app, req, res), which, sessionHash(req.sessionID))
    if (!ended.ok) return page(req, res, ended.problems, 422)
    req.session.flash = which === 'others' ? 'You are signed out everywhere else.' : 'You are signed out there.'
    res.redirect(303, PAGE)
  })

  router.post(`${PAGE}/messages`, needs('use one’s own account'), async (req, res) => {
    const wanted = formBody(req).optional === 'yes'
    await chooseOptionalMail(app.db, actingOf(app, req, res), wanted)
    req.session.flash = wanted ? 'You get the optional messages.' : 'You get only the messages that you need.'
    res.redirect(303, PAGE)
  })

  return router
}

/** A field as it was typed: a password is never trimmed. */
function textOf(req: Request, name: string): string {
  const value = formBody(req)[name]
  return typeof value === 'string' ? value : ''
}
