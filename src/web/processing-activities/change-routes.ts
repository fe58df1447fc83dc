import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import { contentsOf } from '../../../db/queries/activity-contents.ts'
import { contactFacts } from '../../../db/queries/organisations.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { addActivity, CHANGED_MEANWHILE, changeActivity } from '../../actions/processing-activities.ts'
import { ActivityDraft, NewReference } from '../../domain/activity-draft.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { activityOf, notRetired } from './activity-of.ts'
import { type Answers, answersIn, answersOf, newAnswers, submitted } from './answers.ts'
import { formChoices } from './choices.ts'
import { type FormFrame, formPage } from './form-view.ts'
import { changedMeanwhile } from './meanwhile.ts'

const LIST = '/processing-activities'

const newFrame: FormFrame = {
  title: 'Add a processing activity',
  action: `${LIST}/new`,
  back: { text: 'Processing activities', href: LIST },
  version: null,
  from: null,
  theirs: null,
}

/** Adding and changing activities. */
export function changeRoutes(app: App, router: Router): void {
  const form = async (
    res: Response,
    frame: FormFrame,
    answers: Answers,
    problems: Problem[],
    { status = 200, more = '' } = {},
  ) =>
    sendPage(
      res,
      'processing-activities/form',
      formPage(frame, answers, problems, await formChoices(app.db), more),
      status,
    )

  router.get(`${LIST}/new`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    await form(res, newFrame, newAnswers(), [])
  })

  router.post(`${LIST}/new`, needs('edit the register'), async (req, res) => {
    const answers = answersIn(formBody(req))
    const more = moreOf(req)
    if (more) return form(res, newFrame, answers, [], { more })
    const reference = check(z.object({ reference: NewReference }), submitted(answers))
    const draft = check(ActivityDraft, submitted(answers))
    if (!reference.ok || !draft.ok)
      return form(res, newFrame, answers, [...problemsOf(reference), ...problemsOf(draft)], { status: 422 })
    const added = await addActivity(app.db, actingOf(app, req, res), reference.value.reference, draft.value)
    if (!added.ok) return form(res, newFrame, answers, added.problems, { status: 422 })
    req.session.flash = `${added.value} has been added to the register.`
    res.redirect(303, `${LIST}/${added.value}`)
  })

  router.get(`${LIST}/:reference/edit`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    const activity = notRetired(await activityOf(app, req, res))
    const content = found((await contentsOf(app.db, [activity.currentVersionId ?? 0])).values().next().value, 'version')
    const contacts = await contactFacts(app.db)
    const answers = answersOf(activity.reference, content, (code) => contacts.get(code)?.name ?? code)
    await form(res, changeFrame(activity, activity.version), answers, [])
  })

  router.post(`${LIST}/:reference/edit`, needs('edit the register'), async (req, res) => {
    const activity = notRetired(await activityOf(app, req, res))
    const answers = answersIn(formBody(req))
    const seen = versionNumber(req, 'version')
    const from = versionNumber(req, 'from')
    const frame = { ...changeFrame(activity, from), version: seen }
    const more = moreOf(req)
    if (more) return form(res, frame, answers, [], { more })
    const draft = check(ActivityDraft, submitted(answers))
    if (!draft.ok) return form(res, frame, answers, draft.problems, { status: 422 })
    const changed = await changeActivity(
      app.db,
      actingOf(app, req, res),
      activity.reference,
      { seen, from },
      draft.value,
    )
    if (!changed.ok) {
      const stale = changed.problems.some(({ field }) => field === CHANGED_MEANWHILE)
      if (!stale) return form(res, frame, answers, changed.problems, { status: 422 })
      const theirs = await changedMeanwhile(app.db, activity, from)
      return form(res, { ...frame, version: activity.version, theirs }, answers, changed.problems, { status: 409 })
    }
    req.session.flash =
      changed.value === seen
        ? `Nothing was changed: version ${seen} is still in force.`
        : `${activity.reference} has been changed: version ${changed.value} is in force.`
    res.redirect(303, `${LIST}/${activity.reference}`)
  })
}

const problemsOf = (checked: { ok: true } | { ok: false; problems: Problem[] }): Problem[] =>
  checked.ok ? [] : checked.problems

const changeFrame = (activity: Activity, from: number): FormFrame => ({
  title: `Change ${activity.reference}`,
  action: `${LIST}/${activity.reference}/edit`,
  back: { text: activity.reference, href: `${LIST}/${activity.reference}` },
  version: activity.version,
  from,
  theirs: null,
})

/** Which list the person wants more rows of; blank when they want to save. */
const moreOf = (req: Request): string => String(formBody(req).more ?? '')

/** The number of a version that the form carries; without it nobody can say what was changed. */
function versionNumber(req: Request, field: 'version' | 'from'): number {
  const text = String(formBody(req)[field] ?? '')
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new PageError(400, 'The form does not say which version it changes. Open it again.')
  return Number(text)
}
