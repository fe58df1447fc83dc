import { type Request, type Response, Router } from 'express'
import { apiTokenById, apiTokensOf } from '../../../db/queries/api-tokens.ts'
import { sourceSystemByCode } from '../../../db/queries/source-systems.ts'
import { issueToken, revokeToken } from '../../actions/api-tokens.ts'
import { apiTokenDraft } from '../../domain/api-token.ts'
import { may } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { pathCode, pathId, readQuery } from '../query.ts'
import { issuedPage, revocationPage, tokenFormPage, tokensOf, tokensPage } from './view.ts'

const LIST = '/source-systems/:code/tokens'

/** The tokens with which source systems use the API, and, for administrators, issuing and revoking them. */
export function routes(app: App): Router {
  const router = Router()
  const systemOf = async (req: Request) => found(await sourceSystemByCode(app.db, pathCode(req)), 'source system')
  const tokenOf = async (req: Request) =>
    found(await apiTokenById(app.db, pathCode(req), found(pathId(req), 'token')), 'token')

  async function form(req: Request, res: Response, answers: Record<string, unknown>, problems: Problem[]) {
    const page = tokenFormPage(await systemOf(req), answers, problems, app.clock.today())
    sendPage(res, 'api-tokens/form', page, problems.length > 0 ? 422 : 200)
  }

  router.get(LIST, needs('read API tokens'), async (req, res) => {
    readQuery({}, req)
    const system = await systemOf(req)
    const mayManage = may(userOf(res), 'manage API tokens')
    const facts = { today: app.clock.today(), baseUrl: app.config.baseUrl, mayManage }
    sendPage(res, 'api-tokens/index', tokensPage(system, await apiTokensOf(app.db, system.code), facts))
  })

  router.get(`${LIST}/new`, needs('manage API tokens'), async (req, res) => {
    readQuery({}, req)
    await form(req, res, {}, [])
  })

  router.post(LIST, needs('manage API tokens'), async (req, res) => {
    const system = await systemOf(req)
    const draft = check(apiTokenDraft(app.clock.today()), formBody(req))
    if (!draft.ok) return form(req, res, formBody(req), draft.problems)
    const issued = await issueToken(app.db, actingOf(app, req, res), system, draft.value)
    if (!issued.ok) return form(req, res, formBody(req), issued.problems)
    const token = found(await apiTokenById(app.db, system.code, issued.value.id), 'token')
    sendPage(res, 'api-tokens/issued', issuedPage(system, token, issued.value.text), 201)
  })

  router.get(`${LIST}/:id/revocation`, needs('manage API tokens'), async (req, res) => {
    readQuery({}, req)
    const token = await tokenOf(req)
    if (token.revokedAt !== null) return res.redirect(303, tokensOf({ code: token.source }))
    sendPage(res, 'api-tokens/revocation', revocationPage(await systemOf(req), token))
  })

  router.post(`${LIST}/:id/revocation`, needs('manage API tokens'), async (req, res) => {
    const token = await tokenOf(req)
    const revoked = await revokeToken(app.db, actingOf(app, req, res), token)
    req.session.flash = revoked ? `${token.name} has been revoked.` : `${token.name} had been revoked already.`
    res.redirect(303, tokensOf({ code: token.source }))
  })

  return router
}
