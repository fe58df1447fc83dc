import { rm } from 'node:fs/promises'
import type { Request, Response, Router } from 'express'
import { recordTerms } from '../../../db/queries/record-terms.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { CHANGED_MEANWHILE } from '../../actions/activity-drafts.ts'
import { placeHold } from '../../actions/disposal-holds.ts'
import { draftedHold, draftHold } from '../../actions/hold-drafts.ts'
import { previewHold } from '../../actions/hold-preview.ts'
import { carryOutIfFew } from '../../actions/hold-release.ts'
import { checkHold } from '../../domain/hold-draft.ts'
import type { Problem } from '../../domain/problem.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, NotFound, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { pathId, queryNumber, readQuery } from '../query.ts'
import { receiveUpload, type Upload } from '../upload.ts'
import { contentsOfDraft } from './draft-contents.ts'
import { formPage } from './form-view.ts'
import { previewPage } from './preview-view.ts'
import { FIELDS, type ListSent, listSent, UPLOAD_LIMITS } from './sent-list.ts'
import { LIST } from './words.ts'

const PLACE = 'place and lift disposal holds'

/** The way to a hold: a form, a look at what it would do, and then its placing. */
export function placingRoutes(app: App, router: Router): void {
  router.get(`${LIST}/new`, needs(PLACE), async (req, res) => {
    const { draft: id } = readQuery({ draft: queryNumber }, req)
    const draft = id === undefined ? undefined : await draftedHold(app.db, actingOf(app, req, res), id)
    await sendForm(app, res, draft?.entered ?? {}, [], 200)
  })

  router.post(`${LIST}/drafts`, needs(PLACE), async (req, res) => {
    const upload = await receiveUpload(req, app.config.uploads, UPLOAD_LIMITS)
    const { fields } = upload
    const draft = checkHold(fields, app.clock.today())
    const list = await listOf(upload, draft.ok)
    const problems = [...(draft.ok ? [] : draft.problems), ...list.problems]
    if (!draft.ok || problems.length > 0) return sendForm(app, res, fields, problems, upload.tooLarge ? 413 : 422)
    const drafted = await draftHold(app.db, actingOf(app, req, res), draft.value, list, enteredWith(fields, list))
    if (!drafted.ok) return sendForm(app, res, fields, drafted.problems, 422)
    res.redirect(303, `${LIST}/drafts/${drafted.value}`)
  })

  router.get(`${LIST}/drafts/:id`, needs(PLACE), async (req, res) => {
    readQuery({}, req)
    await sendPreview(app, req, res, found(pathId(req), 'draft of a hold'), [], 200)
  })

  router.post(LIST, needs(PLACE), async (req, res) => {
    const id = Number(formBody(req).draft)
    if (!Number.isSafeInteger(id)) throw new PageError(400, 'Place a hold from the page that shows what it would do.')
    const placed = await placeHold(app.db, actingOf(app, req, res), id, app.config.recordHashKey)
    if (!placed.ok) {
      const [problem] = placed.problems
      if (problem?.field === CHANGED_MEANWHILE) throw new PageError(409, `${problem.text}.`)
      return sendPreview(app, req, res, id, placed.problems, 422)
    }
    const done = await carryOutIfFew(app.db, { clock: app.clock })
    if (!done) app.work.carryOutHolds()
    req.session.flash = `The hold has been placed, and counts from now on.${done ? '' : ' What stands in reviews and approvals is being taken out.'}`
    res.redirect(303, `${LIST}/${placed.value}`)
  })
}

/** The list that a form brought, if the hold is on one; its file is gone by then. */
async function listOf(upload: Upload, kept: boolean): Promise<ListSent> {
  try {
    return upload.fields.catches === 'list'
      ? await listSent(upload, kept)
      : { references: [], repeated: 0, problems: [] }
  } finally {
    if (upload.file) await rm(upload.file.path, { force: true })
  }
}

/** The fields of the form as they were sent, with the references of a file among those that were typed. */
function enteredWith(fields: Record<string, unknown>, { references }: ListSent): Record<string, string | string[]> {
  const sent = FIELDS.flatMap((name) => {
    const value = fields[name]
    return typeof value === 'string' || Array.isArray(value) ? [[name, value] as [string, string | string[]]] : []
  })
  return { ...Object.fromEntries(sent), references: references.join('\n') }
}

async function sendForm(
  app: App,
  res: Response,
  answers: Record<string, unknown>,
  problems: Problem[],
  status: number,
) {
  const services = await servicesWithin(app.db, null)
  const page = formPage({ services, terms: await recordTerms(app.db) }, answers, problems)
  sendPage(res, 'disposal-holds/form', page, status)
}

async function sendPreview(app: App, req: Request, res: Response, id: number, problems: Problem[], status: number) {
  const draft = await draftedHold(app.db, actingOf(app, req, res), id)
  if (!draft) throw new NotFound('draft of a hold')
  const terms = await recordTerms(app.db)
  const preview = await previewHold(app.db, draft.catches, app.config.recordHashKey)
  const facts = { id, draft, contents: contentsOfDraft(draft, terms), preview, terms }
  sendPage(res, 'disposal-holds/preview', previewPage(facts, app.clock.now(), problems), status)
}
