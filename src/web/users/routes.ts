import { type Response, Router } from 'express'
import { allAccounts } from '../../../db/queries/accounts.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { accountFacts, addAccount, changeAccount } from '../../actions/accounts.ts'
import { accountsExport } from '../../actions/accounts-csv.ts'
import { CHANGED_FIRST, fingerprint } from '../../actions/fingerprint.ts'
import { whole } from '../../actions/whole-list.ts'
import { AccountDraft, accountMatches } from '../../domain/account.ts'
import { may } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { type PlainFrame, plainForm } from '../plain-form.ts'
import { readQuery } from '../query.ts'
import { accessRoutes } from './access-routes.ts'
import { listQuery } from './filters.ts'
import { accountFields } from './form-view.ts'
import { answerWithLink } from './link.ts'
import { listPage } from './list-view.ts'
import { showAccount } from './show.ts'
import { accountOf } from './user-of.ts'

const LIST = '/users'
const newFrame: PlainFrame = {
  title: 'Add a person',
  action: `${LIST}/new`,
  back: { text: 'Users', href: LIST },
  carried: [],
}

/** The people who use Muniment: who may do what, for those who read accounts, and changing it, for those who manage them. */
export function routes(app: App): Router {
  const router = Router()

  const form = async (res: Response, frame: PlainFrame, answers: object, problems: Problem[], status = 200) => {
    const bySingleSignOn = frame === newFrame && app.config.sso !== undefined
    const fields = accountFields(await servicesWithin(app.db, null), bySingleSignOn)
    sendPage(res, 'users/form', plainForm(frame, fields, { ...answers }, problems), status)
  }

  router.get(LIST, needs('read accounts'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const accounts = (await allAccounts(app.db)).filter((account) => accountMatches(account, query))
    const mayManage = may(userOf(res), 'manage accounts')
    const services = await servicesWithin(app.db, null)
    sendPage(res, 'users/index', listPage({ query, accounts, services, mayManage }))
  })

  const files = { path: LIST, permission: 'read accounts', query: listQuery } as const
  listFiles(app, router, files, (filters) => whole(accountsExport, filters))

  router.get(`${LIST}/new`, needs('manage accounts'), async (req, res) => {
    readQuery({}, req)
    await form(res, newFrame, {}, [])
  })

  router.post(`${LIST}/new`, needs('manage accounts'), async (req, res) => {
    const draft = check(AccountDraft, formBody(req))
    if (!draft.ok) return form(res, newFrame, formBody(req), draft.problems, 422)
    const invite = app.config.sso === undefined || formBody(req).singleSignOn !== 'yes'
    const added = await addAccount(app.db, actingOf(app, req, res), draft.value, { invite, site: app.config })
    if (!added.ok) return form(res, newFrame, formBody(req), added.problems, 422)
    const { id, link } = added.value
    if (link) return answerWithLink(req, res, { id, ...draft.value }, link)
    req.session.flash = `${draft.value.name} has been added, and can sign in by single sign-on.`
    res.redirect(303, `${LIST}/${id}`)
  })

  router.get(`${LIST}/:id`, needs('read accounts'), async (req, res) => {
    readQuery({}, req)
    await showAccount(app, res, await accountOf(app, req))
  })

  router.get(`${LIST}/:id/edit`, needs('manage accounts'), async (req, res) => {
    readQuery({}, req)
    const facts = accountFacts(await accountOf(app, req))
    await form(res, changeFrame(facts, fingerprint(facts)), facts, [])
  })

  router.post(`${LIST}/:id/edit`, needs('manage accounts'), async (req, res) => {
    const facts = accountFacts(await accountOf(app, req))
    const seen = String(formBody(req).seen ?? '')
    const draft = check(AccountDraft, formBody(req))
    if (!draft.ok) return form(res, changeFrame(facts, seen), formBody(req), draft.problems, 422)
    const changed = await changeAccount(app.db, actingOf(app, req, res), facts.id, seen, draft.value)
    if (!changed.ok) {
      const stale = changed.problems.some(({ field }) => field === CHANGED_FIRST)
      const again = changeFrame(facts, stale ? fingerprint(facts) : seen)
      return form(res, again, formBody(req), changed.problems, stale ? 409 : 422)
    }
    req.session.flash = `${draft.value.name} has been changed.`
    res.redirect(303, `${LIST}/${facts.id}`)
  })

  accessRoutes(app, router)

  return router
}

const changeFrame = ({ id, name }: { id: number; name: string }, seen: string): PlainFrame => ({
  title: `Change ${name}`,
  action: `${LIST}/${id}/edit`,
  back: { text: name, href: `${LIST}/${id}` },
  carried: [{ name: 'seen', value: seen }],
})
