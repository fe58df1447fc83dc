import type { Request, Response, Router } from 'express'
import type { LinkKind } from '../../../db/queries/account-links.ts'
import type { AccountRow } from '../../../db/queries/accounts.ts'
import { sendLink } from '../../actions/account-links.ts'
import { reinstateAccount, removeLostSecondFactor, suspendAccount } from '../../actions/accounts.ts'
import { unlinkAccount } from '../../actions/single-sign-on-links.ts'
import { Suspension } from '../../domain/account.ts'
import { type Checked, check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { answerWithLink } from './link.ts'
import { showAccount } from './show.ts'
import { suspensionPage } from './suspension-view.ts'
import { accountOf } from './user-of.ts'

const ONE = '/users/:id'

/** How people are let in, and kept out: links, suspension, a lost authenticator app. */
export function accessRoutes(app: App, router: Router): void {
  const suspensionForm = (res: Response, account: AccountRow, reason: string, problems: Problem[], status = 200) =>
    sendPage(res, 'users/suspension', suspensionPage(account, reason, problems), status)

  router.get(`${ONE}/suspension`, needs('manage accounts'), async (req, res) => {
    readQuery({}, req)
    suspensionForm(res, await accountOf(app, req), '', [])
  })

  router.post(`${ONE}/suspension`, needs('manage accounts'), async (req, res) => {
    const account = await accountOf(app, req)
    const answers = check(Suspension, formBody(req))
    const reason = String(formBody(req).reason ?? '')
    if (!answers.ok) return suspensionForm(res, account, reason, answers.problems, 422)
    const done = await suspendAccount(app.db, actingOf(app, req, res), account.id, answers.value.reason)
    if (!done.ok) return suspensionForm(res, account, reason, done.problems, 422)
    req.session.flash = `${account.name} is suspended, and signed out everywhere.`
    res.redirect(303, `/users/${account.id}`)
  })

  /** A button of an account's page, which needs no answers. */
  const button = (
    name: string,
    act: (req: Request, res: Response, account: AccountRow) => Promise<Checked<unknown>>,
    news: (account: AccountRow) => string,
  ) =>
    router.post(`${ONE}/${name}`, needs('manage accounts'), async (req, res) => {
      const account = await accountOf(app, req)
      const done = await act(req, res, account)
      if (!done.ok) return showAccount(app, res, account, done.problems)
      req.session.flash = news(account)
      res.redirect(303, `/users/${account.id}`)
    })

  button(
    'reinstatement',
    (req, res, { id }) => reinstateAccount(app.db, actingOf(app, req, res), id),
    ({ name }) => `${name} can sign in again.`,
  )
  button(
    'second-factor-removal',
    (req, res, { id }) => removeLostSecondFactor(app.db, actingOf(app, req, res), id, app.config),
    ({ name }) => `The authenticator app of ${name} has been removed.`,
  )

  button(
    'single-sign-on-removal',
    (req, res, { id }) => unlinkAccount(app.db, actingOf(app, req, res), id),
    ({ name }) => `The link of ${name} to single sign-on has been ended.`,
  )

  const link = (name: string, kind: LinkKind) =>
    router.post(`${ONE}/${name}`, needs('manage accounts'), async (req, res) => {
      const account = await accountOf(app, req)
      const sent = await sendLink(app.db, actingOf(app, req, res), account.id, kind, app.config)
      if (!sent.ok) return showAccount(app, res, account, sent.problems)
      answerWithLink(req, res, account, sent.value)
    })

  link('invitation', 'invitation')
  link('password-reset', 'password reset')
}
